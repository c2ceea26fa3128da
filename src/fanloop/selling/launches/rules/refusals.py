class Refused(ValueError):
    """Something that cannot be done like this; the message says what to do instead."""
