class Refused(ValueError):
    """An act on the team that cannot be done; the message says what to do instead."""
