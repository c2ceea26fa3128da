class Refused(ValueError):
    """What supply will not do, in words a person can act on."""
