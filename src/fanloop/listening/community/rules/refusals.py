class Refused(ValueError):
    """Something that cannot be said like this; the message says what to do instead."""
