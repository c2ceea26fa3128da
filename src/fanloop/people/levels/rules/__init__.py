"""Pure thinking of levels."""
