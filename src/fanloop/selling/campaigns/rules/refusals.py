"""Why an act was refused, in words a person can act on."""

from collections.abc import Sequence

from fanloop.selling.stock.rules.attempts import Miss


class Refused(ValueError):
    """The message is shown as it is."""


class SoldOut(Refused):
    """There is not so much left; `misses` are what was wanted, for the log of who came too late."""

    def __init__(self, words: str, misses: Sequence[Miss]) -> None:
        super().__init__(words)
        self.misses = tuple(misses)
