"""How good the suggestions are, measured on labelled data of anybody's, beside a plain baseline in the same run."""
