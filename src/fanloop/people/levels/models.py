"""Tables of levels."""
