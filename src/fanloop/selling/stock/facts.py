"""What stock announces."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class ClaimsReleased(Fact):
    """`quantity` pieces of a pool (a reference) came back. Who was first in line has been served before this was said."""

    pool: str
    quantity: int
