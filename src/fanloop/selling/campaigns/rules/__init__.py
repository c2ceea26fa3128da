"""Pure thinking about offers."""
