from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class FanJoined(Fact):
    """Somebody made an account: `fan` is the ref, nothing personal beside it."""

    fan: str


@dataclass(frozen=True)
class FansImported(Fact):
    """A batch of people came from elsewhere; they cannot log in."""

    count: int
    origin: str


@dataclass(frozen=True)
class FansNotified(Fact):
    """New inbox lines. `notices` names only those whose fan has an e-mail: letters may follow."""

    kind: str
    count: int
    notices: tuple[int, ...]


@dataclass(frozen=True)
class FanErased(Fact):
    """A fan is forgotten: every room blanks that fan's words now. `fan` is the ref, the row has no name left."""

    fan: str
