"""Pure thinking of attention."""
