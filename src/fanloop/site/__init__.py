"""The face for fans."""
