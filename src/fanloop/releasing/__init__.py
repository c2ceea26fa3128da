"""The room releasing."""
