from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class ForecastMade(Fact):
    """A forecast was frozen: what a book of orders will keep in the end, in pieces, with its 80 % interval."""

    forecast: str
    about: str
    median: int
    low80: int
    high80: int


@dataclass(frozen=True)
class ForecastOverruled(Fact):
    """Somebody of the maker expects `pieces` instead of what a forecast says, and wrote down why."""

    forecast: str
    pieces: int
