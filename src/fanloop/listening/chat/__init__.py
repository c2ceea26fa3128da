"""Live rooms, one or more a space."""
