"""Why an act was not done, in words a person can act on."""


class Refused(ValueError):  # noqa: N818 -- an act is refused; the word is the same in every noun
    """The act breaks a rule of the trains; the message says which and what to do."""
