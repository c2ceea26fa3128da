"""Why a build, an offer or a signed paper is not taken."""


class Refused(ValueError):
    """It cannot be so; the message says what to change, in the reader's language."""


class Wrong(ValueError):
    """What a rule found wrong: a code, and what it is about. Actions put it into words."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(f"{code}: {about}" if about else code)
        self.code, self.about = code, about
