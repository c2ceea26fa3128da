class Refused(ValueError):
    """An act that cannot be done to a voice or need; the message says what to do instead."""
