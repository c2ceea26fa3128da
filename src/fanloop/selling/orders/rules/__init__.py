"""Pure thinking about orders."""
