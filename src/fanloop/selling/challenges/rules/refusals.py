class Refused(ValueError):
    """Not allowed, for a reason that a person may read."""
