"""From which score on two things are worth a person's look: learned from what people judged before."""

from collections.abc import Sequence
from dataclasses import dataclass

START, FLOOR, CEILING, BAND = 0.5, 0.3, 0.9, 0.05
WORTH = 1 / 3
_PRIOR = 4


@dataclass(frozen=True)
class Judged:
    """A pair somebody decided: its score then, and whether both mean the same."""

    score: float
    same: bool


def threshold(judged: Sequence[Judged]) -> float:
    """Go down from the ceiling by bands while at least a third of a band's pairs are the same.

    Each band begins with an opinion worth four judgements: half are the same from START up, a tenth below it. Below START
    nobody has looked yet, so a band there borrows the judgements of the one above. One more "same" never raises the
    threshold and one more "different" never lowers it.
    """
    bands = round((CEILING - FLOOR) / BAND)
    for step in range(bands):
        low = CEILING - (step + 1) * BAND
        if _share(judged, low) < WORTH:
            return round(low + BAND, 2)
    return FLOOR


def _share(judged: Sequence[Judged], low: float) -> float:
    is_known = low > START - BAND / 2
    high = low + (BAND if is_known else 2 * BAND)
    high = float("inf") if low + BAND > CEILING - BAND / 2 else high
    here = [one.same for one in judged if low - 1e-9 <= one.score < high - 1e-9]
    return (sum(here) + _PRIOR * (0.5 if is_known else 0.1)) / (len(here) + _PRIOR)
