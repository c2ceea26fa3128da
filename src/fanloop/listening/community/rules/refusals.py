class Refused(ValueError):  # noqa: N818 -- it is read aloud
    """Something that cannot be said like this; the message says what to do instead."""
