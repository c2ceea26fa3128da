"""Tables of attention."""
