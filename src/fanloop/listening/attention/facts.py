"""What attention announces. Following, keeping and reading are nobody else's business and announce nothing."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class Reacted(Fact):
    """Somebody gave a sign to a thing. `about` and `fan` are references."""

    about: str
    fan: str
    sign: str


@dataclass(frozen=True)
class ReactionWithdrawn(Fact):
    """Somebody took a sign back."""

    about: str
    fan: str
    sign: str
