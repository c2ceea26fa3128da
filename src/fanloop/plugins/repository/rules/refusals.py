"""Why an act was not done, in words a person can act on."""


class Refused(ValueError):
    """The act breaks a rule of repositories and contributions; the message says which and what to do."""
