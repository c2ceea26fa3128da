"""Pure thinking of answers."""
