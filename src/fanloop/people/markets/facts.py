from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class MarketOpened(Fact):
    """The maker sells in one more region: `market` is its ref."""

    market: str
    code: str
