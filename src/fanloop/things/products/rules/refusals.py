"""Why a line, an area or a variant is not added."""


class Refused(ValueError):
    """It cannot be so; the message says what to change."""
