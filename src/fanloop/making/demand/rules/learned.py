"""The end of a running campaign, learned from finished ones after the same number of days.

The middle is the mean of two answers on the log of the total: a log-linear one with least absolute deviation, which
goes on straight where little was seen, and boosted trees, which bend at the goal and at a late start. The interval
is split-conformal with a normalised score: finished campaigns are told in blocks, oldest first, each block by what
was learned from the earlier ones; the quantiles of those errors, scaled by exp(spread + slope · log(1 + orders)),
are the interval. So drift over the years widens it, and no campaign is judged by what was learned from itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fanloop.making.demand.rules.finished import Campaign, Columns, columns_known, numbers
from fanloop.making.demand.rules.pace import PROBABILITIES, Pace, features
from fanloop.making.demand.rules.trees import Boosted, Floats, boost

FEWEST = 60
LARGEST = 0.99
MOST = 1_200
BLOCKS = 6
FIRST_BLOCK = 2
SEEDS = (0, 1)
STEPS = 60
SMALLEST = 0.02  # log units; a deviation below this weighs as if it were this
RIDGE = 1e-5
ERROR_FLOOR = 0.05


@dataclass(frozen=True)
class Fit:
    """Both answers of one stretch of campaigns."""

    straight: Floats
    trees: tuple[Boosted, ...]
    columns: Columns

    def middle(self, rows: Floats) -> Floats:
        bent = np.mean([tree.predict(rows) for tree in self.trees], axis=0)
        told: Floats = (_with_one(rows[:, self.columns.straight]) @ self.straight + bent) / 2
        return told


@dataclass(frozen=True)
class Learned:
    """What `campaigns` finished campaigns teach after `day` days. `errors` are those of the blocks told ahead."""

    day: int
    campaigns: int
    fit: Fit
    spread: Floats
    scores: Floats
    errors: Floats
    later: int

    def quantiles(self, running: Sequence[Campaign]) -> Floats:
        """(running, probabilities) totals at `PROBABILITIES`; never fewer than are ordered already."""
        rows = numbers(running, self.day, self.fit.columns)
        width = np.exp(_with_one(rows[:, :1]) @ self.spread)
        logs = self.fit.middle(rows)[:, None] + width[:, None] * self.scores
        ordered = np.expm1(rows[:, :1])
        totals: Floats = np.maximum(np.exp(logs), ordered)
        return totals


def learn(finished: Sequence[Campaign], *, day: int, running: Campaign | None = None) -> Learned:
    """Learn from `finished` (oldest first, each with at least one order) how a campaign ends that `day` days are over.

    With `running` given only what it knows is used. Raises `ValueError` for fewer than 60 campaigns, or a day
    before the first. The newest 1,200 are enough.
    """
    told = _usable(finished, day)
    if len(told) < FEWEST or day < 1:
        raise ValueError(f"{len(told)} campaigns of more than {day} days; {FEWEST} are needed")
    columns = columns_known(told, running)
    rows = numbers(told, day, columns)
    logs = np.log([float(one.total) for one in told])
    edges = np.linspace(0, len(told), BLOCKS + 1).astype(int)[FIRST_BLOCK:]
    ahead = [
        logs[start:end] - _fit(rows[:start], logs[:start], columns).middle(rows[start:end])
        for start, end in pairwise(edges)
    ]
    errors = np.concatenate(ahead)
    sizes = _with_one(rows[edges[0] :, :1])
    spread = np.linalg.lstsq(sizes, np.log(np.abs(errors) + ERROR_FLOOR), rcond=None)[0].astype(np.float64)
    scores = np.quantile(errors / np.exp(sizes @ spread), PROBABILITIES)
    scores[PROBABILITIES.index(0.5)] = np.clip(0.0, scores[3], scores[5])
    return Learned(day, len(told), _fit(rows, logs, columns), spread, scores, errors, int(edges[0]))


@dataclass(frozen=True)
class Told:
    """The total of one running campaign at `PROBABILITIES`, learned from so many."""

    totals: tuple[float, ...]
    campaigns: int


def told_of(running: Campaign, finished: Sequence[Campaign], *, pace: Pace) -> Told | None:
    """How `running` ends, or None where `pace` is the better guess.

    That is: before its first day is over and after its last, with fewer than 60 finished ones that ran longer, for
    one larger than nearly all of them (trees do not go on where they saw nothing), and where the back-test says so.
    """
    day = len(running.orders)
    known = _usable(finished, day)
    if not 0 < day < running.days or len(known) < FEWEST:
        return None
    if running.total > np.quantile([sum(one.orders[:day]) for one in known], LARGEST):
        return None
    learned = learn(finished, day=day, running=running)
    if not better_than(learned, pace, finished):
        return None
    totals = learned.quantiles([running])[0]
    return Told(tuple(float(total) for total in totals), learned.campaigns)


def _usable(finished: Sequence[Campaign], day: int) -> list[Campaign]:
    return [one for one in finished if one.days > day and one.total][-MOST:]


def better_than(learned: Learned, pace: Pace, finished: Sequence[Campaign]) -> bool:
    """Whether the blocks told ahead were missed by less than `pace` misses them: the method's back-test."""
    told = _usable(finished, learned.day)[learned.later :]
    missed = []
    for one in told:
        size, recent = features(one.orders[: learned.day], one.days)
        mark = pace.at(learned.day / one.days)
        middle = mark.intercept + mark.count * size + mark.recent * recent
        growth = middle + np.exp(mark.spread + mark.slope * size) * mark.scores[PROBABILITIES.index(0.5)]
        missed.append(abs(np.log1p(one.total) - size - max(0.0, growth)))
    return bool(np.mean(np.abs(learned.errors)) < np.mean(missed))


def _fit(rows: Floats, logs: Floats, columns: Columns) -> Fit:
    trees = tuple(boost(rows, logs, seed=seed) for seed in SEEDS)
    return Fit(_least_deviation(_with_one(rows[:, columns.straight]), logs), trees, columns)


def _least_deviation(rows: Floats, targets: Floats) -> Floats:
    """Least absolute deviation by reweighted least squares."""
    beta: Floats = np.linalg.lstsq(rows, targets, rcond=None)[0].astype(np.float64)
    for _ in range(STEPS):
        weights = 1 / np.maximum(np.abs(targets - rows @ beta), SMALLEST)
        square = rows.T @ (rows * weights[:, None]) + RIDGE * len(rows) * np.eye(rows.shape[1])
        beta = np.linalg.solve(square, rows.T @ (weights * targets)).astype(np.float64)
    return beta


def _with_one(rows: Floats) -> Floats:
    return np.column_stack([np.ones(len(rows)), rows])
