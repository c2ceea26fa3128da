"""How launches and messages think."""
