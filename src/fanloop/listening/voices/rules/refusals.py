class Refused(ValueError):  # noqa: N818 -- it is read aloud
    """An act that cannot be done to a voice or need; the message says what to do instead."""
