"""What campaigns announces."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class CampaignOpened(Fact):
    """An offer stands; `book` collects its orders."""

    campaign: str
    book: str


@dataclass(frozen=True)
class CampaignClosed(Fact):
    """Nobody can order any more; `pieces` were ordered and not cancelled."""

    campaign: str
    book: str
    pieces: int


@dataclass(frozen=True)
class CampaignDecided(Fact):
    """A crowdfunding campaign is over: succeeded, missed or withdrawn, with so many pledges of `pieces` pieces."""

    campaign: str
    book: str
    verdict: str
    pledges: int
    pieces: int


@dataclass(frozen=True)
class PromiseMoved(Fact):
    """What a campaign promised its fans comes on other days, by `days` later; earlier when it is negative."""

    campaign: str
    book: str
    days: int


@dataclass(frozen=True)
class DropOpened(Fact):
    """A drop's rules and the commitment to its seed are public from now on; both are refs."""

    drop: str
    campaign: str
    commitment: str


@dataclass(frozen=True)
class DropTurned(Fact):
    """So many wanted it that a lottery was made of it; `interest` counts people."""

    drop: str
    interest: int


@dataclass(frozen=True)
class EntriesClosed(Fact):
    """Nobody can enter a draw any more: `root` stands for all its entries."""

    drop: str
    root: str
    entries: int


@dataclass(frozen=True)
class DropDrawn(Fact):
    """The seed is public and gave the order of `entries`; the first `places` have won."""

    drop: str
    entries: int
    places: int


@dataclass(frozen=True)
class WinnerReplaced(Fact):
    """Somebody who had a piece is out, for a reason that is counted in public; the next rank or who waits follows."""

    drop: str
    reason: str
