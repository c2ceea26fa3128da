"""Pure thinking about claims."""
