"""Pure thinking of conversations."""
