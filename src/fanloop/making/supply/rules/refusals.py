class Refused(ValueError):  # noqa: N818 -- the house's word for a rule that says no
    """What supply will not do, in words a person can act on."""
