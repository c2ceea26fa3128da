from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class MakerFounded(Fact):
    """The first run is over: there is a maker with a founder, `member` is the founder's ref."""

    member: str


@dataclass(frozen=True)
class MemberHired(Fact):
    """A fan works for the maker from now on."""

    member: str
    rank: str


@dataclass(frozen=True)
class MemberLeft(Fact):
    """A member no longer works for the maker; duties ended the same moment."""

    member: str


@dataclass(frozen=True)
class DutyGiven(Fact):
    """A member looks after something more."""

    member: str
    duty: str


@dataclass(frozen=True)
class DutyEnded(Fact):
    """A member no longer looks after something."""

    member: str
    duty: str


@dataclass(frozen=True)
class SquadJoined(Fact):
    """A member works in another squad now, or in none where its name is empty."""

    member: str
    squad: str
