"""What finished campaigns teach about the rest of a running one.

At a mark (a share of the campaign's days) the growth still to come is modelled as

    log((N + 1) / (C + 1)) = intercept + count · log(1 + C) + recent · log(1 + w · d) + error

with C orders so far, N at the end, w the mean of the last (up to seven) days and d the days left.
The error is scaled by exp(spread + slope · log(1 + C)), because small campaigns are less certain, and its
quantiles are taken from later campaigns than those the coefficients were fitted on (rolling origin), so
that drift over the years widens the interval. This is split-conformal prediction with a normalised score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

RECENT_DAYS = 7
PROBABILITIES = (0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98)
MARKS = (0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95)
SHAPE_STEPS = 20
BLOCKS = 5
FEWEST = 50

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mark:
    """The lesson at one share of the campaign's days."""

    elapsed: float
    intercept: float
    count: float
    recent: float
    spread: float
    slope: float
    scores: tuple[float, ...]  # quantiles of the scaled error at PROBABILITIES


@dataclass(frozen=True)
class Pace:
    """Lessons of many campaigns, by rising `elapsed`.

    `shape` is the mean share of the final orders at 0/20, 1/20 … 20/20 of the time.
    `largest` is the greatest log(1 + orders) learned from; beyond it the relative growth is held.
    """

    source: str
    campaigns: int
    marks: tuple[Mark, ...]
    shape: tuple[float, ...]
    largest: float

    def at(self, elapsed: float) -> Mark:
        """The lesson between two marks, linear in every number; before the first mark, the first one."""
        closed = Mark(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, (0.0,) * len(PROBABILITIES))
        marks = (*self.marks, closed)
        after = next((i for i, mark in enumerate(marks) if mark.elapsed >= elapsed), len(marks) - 1)
        if after == 0 or marks[after].elapsed == elapsed:
            return marks[after]
        low, high = marks[after - 1], marks[after]
        part = (elapsed - low.elapsed) / (high.elapsed - low.elapsed)
        numbers = _row(low) + part * (_row(high) - _row(low))
        return _mark(elapsed, [float(n) for n in numbers])

    def share(self, elapsed: float) -> float:
        """The mean share of final orders placed when this share of the days is over."""
        return float(np.interp(elapsed, np.linspace(0, 1, len(self.shape)), self.shape))


def features(orders: Sequence[int], days: int) -> tuple[float, float]:
    """`(log(1 + C), log(1 + w · d))` of a curve of finished days."""
    recent = orders[-RECENT_DAYS:]
    rate = sum(recent) / len(recent) if recent else 0.0
    return float(np.log1p(sum(orders))), float(np.log1p(rate * max(0, days - len(orders))))


def learn(curves: Sequence[Sequence[int]], *, source: str) -> Pace:
    """Fit a `Pace` on finished campaigns, oldest first; each curve is new orders per day, first to last.

    Needs at least 50 campaigns, raises `ValueError` otherwise. 3,000 curves take about a second.
    """
    if len(curves) < FEWEST:
        raise ValueError(f"{len(curves)} campaigns are too few to learn from; {FEWEST} are needed")
    logs = [float(np.log1p(sum(curve))) for curve in curves]
    return Pace(
        source=source,
        campaigns=len(curves),
        marks=tuple(_learn_mark(curves, elapsed) for elapsed in MARKS),
        shape=_shape(curves),
        largest=float(np.quantile(logs, 0.99)),
    )


def _row(mark: Mark) -> Floats:
    return np.array([mark.intercept, mark.count, mark.recent, mark.spread, mark.slope, *mark.scores])


def _mark(elapsed: float, numbers: Sequence[float]) -> Mark:
    intercept, count, recent, spread, slope, *scores = numbers
    return Mark(elapsed, intercept, count, recent, spread, slope, tuple(scores))


def _learn_mark(curves: Sequence[Sequence[int]], elapsed: float) -> Mark:
    seen = [curve[: max(1, round(elapsed * len(curve)))] for curve in curves]
    inputs = np.array(
        [(1.0, *features(part, len(curve))) for part, curve in zip(seen, curves, strict=True)],
    )
    growth = np.array([np.log1p(sum(curve)) for curve in curves]) - inputs[:, 1]
    scores = _rolling_scores(inputs, growth)
    beta, gamma = _fit(inputs, growth)
    quantiles = np.quantile(scores, PROBABILITIES)
    return _mark(elapsed, [round(float(n), 4) for n in (*beta, *gamma, *quantiles)])


def _fit(inputs: Floats, growth: Floats) -> tuple[Floats, Floats]:
    """Least squares for the growth, then for the log of the absolute error against log(1 + C)."""
    beta: Floats = np.linalg.lstsq(inputs, growth, rcond=None)[0].astype(np.float64)
    error = np.log(np.abs(growth - inputs @ beta) + 0.01)
    gamma: Floats = np.linalg.lstsq(inputs[:, :2], error, rcond=None)[0].astype(np.float64)
    return beta, gamma


def _rolling_scores(inputs: Floats, growth: Floats) -> Floats:
    """Scaled errors of each later block under a fit on all earlier ones."""
    edges = np.linspace(0, len(growth), BLOCKS + 1).astype(int)
    scores = []
    for start, end in pairwise(edges[1:]):
        beta, gamma = _fit(inputs[:start], growth[:start])
        later = inputs[start:end]
        scores.append((growth[start:end] - later @ beta) / np.exp(later[:, :2] @ gamma))
    return np.concatenate(scores)


def _shape(curves: Sequence[Sequence[int]]) -> tuple[float, ...]:
    steps = np.linspace(0, 1, SHAPE_STEPS + 1)
    mean = np.mean([_shares(curve, steps) for curve in curves], axis=0)
    return tuple(round(float(share), 4) for share in mean)


def _shares(curve: Sequence[int], steps: Floats) -> Floats:
    placed = np.concatenate([[0.0], np.cumsum(np.asarray(curve, dtype=float))])
    shares: Floats = np.interp(steps * len(curve), np.arange(len(placed)), placed) / max(1.0, placed[-1])
    return shares
