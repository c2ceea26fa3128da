"""Go or no-go: what the trials of a build say, as lights a person reads before deciding. Nothing here decides.

Two questions are asked of the trials. Is the build bad? Wald's sequential test answers after every single result and
keeps its error promises however often one looks (A. Wald, Sequential Analysis, 1947). Is it no worse than the last
one? Two Beta posteriors answer with a probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log
from typing import Literal

import numpy as np

Says = Literal["go", "wait", "stop"]
GO, NO_GO = DECISIONS = ("go", "no_go")

GOOD, BAD, FALSE_HALT, MISS = 0.01, 0.05, 0.01, 0.05
"""Shares of failing trials that we live with and do not; and the two errors of the test."""
HALT = log((1 - MISS) / FALSE_HALT)
MARGIN = 0.02
"""A build may fail by this share more than the last one and still count as no worse."""
SURE = 0.9
COVERED = 0.8
_STEPS = 2_000


@dataclass(frozen=True)
class Results:
    """How many trials of a build failed, and how many worked."""

    failed: int = 0
    verified: int = 0

    @property
    def tried(self) -> int:
        return self.failed + self.verified


@dataclass(frozen=True)
class Light:
    """One answer: `key` names the question, `share` is its measure in 0 to 1, `count` and `of` what was counted."""

    key: str
    says: Says
    share: float = 0.0
    count: int = 0
    of: int = 0


def evidence(results: Results) -> float:
    """Wald's log-likelihood ratio of a bad build against a good one; the order of results does not matter.

    >>> round(evidence(Results(failed=3, verified=6)), 2) >= round(HALT, 2)
    True
    """
    return results.failed * log(BAD / GOOD) + results.verified * log((1 - BAD) / (1 - GOOD))


def is_halted(outcomes: Sequence[bool]) -> bool:
    """Whether the running sum reached the bar at any moment; `outcomes` in the order they came, True for a failure.

    There is no lower bar: a sum that starts anew there would stop four times as many good builds.
    """
    total = 0.0
    for failed in outcomes:
        total += log(BAD / GOOD) if failed else log((1 - BAD) / (1 - GOOD))
        if total >= HALT:
            return True
    return False


def odds_of_a_good_build(results: Results) -> float:
    """At most how probable so much evidence is with a good build: `exp(-evidence)`, at most 1 (Ville's inequality)."""
    return float(min(1.0, np.exp(-evidence(results))))


def no_worse(now: Results, last: Results, *, margin: float = MARGIN) -> float:
    """Probability, 0 to 1, that this build fails at most by `margin` more often than the last one.

    Both shares have Beta(1 + failed, 1 + verified) posteriors; nothing tried is 1/2 by definition.
    """
    if now.tried == 0:
        return 0.5
    grid = (np.arange(_STEPS) + 0.5) / _STEPS
    here, there = _density(now, grid), _density(last, grid)
    below = np.interp(np.clip(grid + margin, 0.0, 1.0), grid, np.cumsum(here), left=0.0, right=1.0)
    return float(min(1.0, max(0.0, (there * below).sum())))


def _density(
    results: Results, grid: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Masses of the posterior on the grid, summing to 1."""
    logs = results.failed * np.log(grid) + results.verified * np.log1p(-grid)
    masses = np.exp(logs - logs.max())
    return np.asarray(masses / masses.sum())


def lights(
    *, now: Results, last: Results, outcomes: Sequence[bool], covered: int, cells: int, blockers: int
) -> list[Light]:
    """The lights of a build: `covered` of `cells` feature × device pairs were tried, `blockers` are open."""
    share = covered / cells if cells else 0.0
    sure = no_worse(now, last)
    return [
        Light("coverage", "go" if share >= COVERED else "wait", share, covered, cells),
        Light("blockers", "stop" if blockers else "go", count=blockers),
        Light("failing", "stop" if is_halted(outcomes) else "go" if now.tried else "wait", odds_of_a_good_build(now), now.failed, now.tried),
        Light("no_worse", "go" if sure >= SURE else "wait", sure, now.verified, now.tried),
    ]  # fmt: skip


def whole(lit: Sequence[Light]) -> Says:
    """What the lights say together: the worst of them."""
    order: dict[Says, float] = {"stop": 0, "wait": 1, "go": 2}
    return min((light.says for light in lit), key=lambda says: order.get(says, inf), default="wait")
