"""Pure thinking of events."""
