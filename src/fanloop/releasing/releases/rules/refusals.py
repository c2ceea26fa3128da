"""Why an act was not done, in words a person can act on."""


class Refused(ValueError):
    """The act breaks a rule of the trains; the message says which and what to do."""
