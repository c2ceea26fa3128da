class Refused(ValueError):
    """Something that cannot be said or done like this; the message says what to do instead."""
