class Refused(ValueError):
    """An act on a partner that cannot be done; the message says what to do instead."""
