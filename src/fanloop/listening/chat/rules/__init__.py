"""Pure thinking of chat."""
