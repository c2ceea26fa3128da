"""What challenges announce. All values are references."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class ChallengeOpened(Fact):
    """The maker asks for pictures."""

    challenge: str


@dataclass(frozen=True)
class ChallengeWithdrawn(Fact):
    """The maker ended a challenge before its time; who took part has been told why."""

    challenge: str


@dataclass(frozen=True)
class EntryMade(Fact):
    """A fan handed in a picture. It may still wait for a moderator."""

    challenge: str
    entry: str


@dataclass(frozen=True)
class EntryTakenBack(Fact):
    """A fan took a picture back: it is gone, what was agreed to for it stays written."""

    entry: str


@dataclass(frozen=True)
class UseWithdrawn(Fact):
    """The maker may no longer show this entry on pages of its own."""

    entry: str


@dataclass(frozen=True)
class EntryWon(Fact):
    """A person of the maker chose this entry."""

    challenge: str
    entry: str
