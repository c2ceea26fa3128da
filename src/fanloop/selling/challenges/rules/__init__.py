"""Pure thinking of challenges."""
