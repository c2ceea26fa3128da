"""Why an act was refused, in words a person can act on."""


class Refused(ValueError):
    """The message is shown as it is."""
