class Refused(ValueError):
    """An endpoint that cannot be like this; the message says what to do instead."""
