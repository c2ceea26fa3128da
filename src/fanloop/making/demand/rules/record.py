"""How right earlier forecasts were, and what follows for the next one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LOWEST_COVERAGE = 0.78
PROMISED = 0.8
FEWEST = 20


@dataclass(frozen=True)
class Said:
    """A forecast of something that is over: what it said, what a person said instead (None: nobody did), and what came."""

    low80: int
    median: int
    high80: int
    person: int | None
    came: int


@dataclass(frozen=True)
class Record:
    """`held` of `count` forecasts were right within their 80 % interval; median errors are shares of what came.

    `overruled` were replaced by a person's number; of these the person was closer `closer` times.
    """

    count: int
    held: int
    error: float
    overruled: int = 0
    closer: int = 0
    person_error: float = 0.0
    method_error: float = 0.0


def record(said: Sequence[Said]) -> Record | None:
    """None where nothing is over yet. What nobody ordered in the end has no error in shares, and is left out."""
    over = [one for one in said if one.came]
    if not over:
        return None
    ruled = [(abs(one.person - one.came) / one.came, _error(one)) for one in over if one.person is not None]
    return Record(
        count=len(over),
        held=sum(one.low80 <= one.came <= one.high80 for one in over),
        error=float(np.median([_error(one) for one in over])),
        overruled=len(ruled),
        closer=sum(person < method for person, method in ruled),
        person_error=float(np.median([person for person, _ in ruled])) if ruled else 0.0,
        method_error=float(np.median([method for _, method in ruled])) if ruled else 0.0,
    )


def widening(said: Sequence[Said]) -> float:
    """How far to stretch the next interval: 1 while at least 78 % held, else what would have made 80 % hold.

    Fewer than twenty forecasts teach nothing. On the log, each side by its own half width, at most three times.
    """
    over = [one for one in said if one.came][-100:]
    if len(over) < FEWEST or sum(
        one.low80 <= one.came <= one.high80 for one in over
    ) >= LOWEST_COVERAGE * len(over):
        return 1.0
    return float(np.clip(np.quantile([_stretch(one) for one in over], PROMISED), 1.0, 3.0))


def _error(one: Said) -> float:
    return abs(one.median - one.came) / one.came


def _stretch(one: Said) -> float:
    """How many half widths the truth lay from the middle."""
    edge = one.high80 if one.came > one.median else one.low80
    middle, came, half = (float(np.log1p(number)) for number in (one.median, one.came, edge))
    return abs(came - middle) / max(abs(half - middle), 0.01)
