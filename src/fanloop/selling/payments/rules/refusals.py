"""Why a payment act was refused, in words a person can act on."""


class Refused(ValueError):  # noqa: N818 -- it is said to a person, and is no fault
    """The message is shown as it is."""
