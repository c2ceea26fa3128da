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
