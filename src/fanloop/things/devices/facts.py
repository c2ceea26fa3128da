"""What devices announce."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class UnitsBorn(Fact):
    """`units` pieces of a variant (a reference) were counted as made, in one `batch`."""

    variant: str
    units: int
    batch: str
