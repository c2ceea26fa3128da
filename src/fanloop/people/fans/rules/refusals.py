class Refused(ValueError):
    """An act of a fan that cannot be done; the message says what to do instead."""
