"""How many to make of one thing when nobody knows how many will be wanted.

One too many costs `over`, one too few costs `under`; the best quantity is the one that demand stays below with the
probability under / (under + over). Tested against the numbers of stockpyl (Snyder and Shen, *Fundamentals of Supply
Chain Theory*).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

KNOWN = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Shares below which demand lies with low80, low50, median, high50, high80."""


def critical_ratio(over: float, under: float) -> float:
    """The share of all cases in which the best quantity is enough. Raises `ValueError` for costs that cannot be."""
    if over < 0 or under < 0 or not over + under:
        raise ValueError(f"one too many for {over} and one too few for {under} leave nothing to decide")
    return under / (under + over)


def normal(*, over: float, under: float, mean: float, sd: float) -> tuple[float, float]:
    """Best quantity and expected cost for normal demand."""
    z = float(stats.norm.ppf(critical_ratio(over, under)))
    return mean + z * sd, (over + under) * float(stats.norm.pdf(z)) * sd


def poisson(*, over: float, under: float, mean: float) -> tuple[int, float]:
    """Best whole quantity and expected cost for Poisson demand."""
    best = int(stats.poisson.ppf(critical_ratio(over, under), mean))
    below = float(stats.poisson.cdf(best - 1, mean))
    short = mean * (1 - float(stats.poisson.cdf(best - 2, mean))) - best * (1 - below)
    return best, over * (best - mean + short) + under * short


@dataclass(frozen=True)
class Spread:
    """Demand as a forecast says it: five points, straight lines between them, exponential tails beyond.

    A tail falls as steeply as the line beside it, so that a tenth of all cases lies in it; nothing lies below
    `least`: what is ordered already.
    """

    points: tuple[float, float, float, float, float]
    least: float = 0.0

    def __post_init__(self) -> None:
        if list(self.points) != sorted(self.points) or self.points[0] < 0:
            raise ValueError(f"a forecast of {self.points} does not rise")

    def quantile(self, share: float) -> float:
        """The quantity that demand stays below in this share of all cases."""
        low, *_, high = self.points
        if share < KNOWN[0]:
            found = low + self._steep(0) * math.log(max(share, 1e-9) / KNOWN[0])
        elif share > KNOWN[-1]:
            found = high - self._steep(-2) * math.log(max(1 - share, 1e-9) / (1 - KNOWN[-1]))
        else:
            found = float(np.interp(share, KNOWN, self.points))
        return max(found, self.least, 0.0)

    def _steep(self, at: int) -> float:
        """Pieces per e-fold of the tail beside the line from `at` to the next point."""
        run, rise = KNOWN[at + 1] - KNOWN[at], self.points[at + 1] - self.points[at]
        return rise / run * (1 - KNOWN[-1])

    def sample(self, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """`count` cases of equal weight, smallest first: the quantiles in the middle of each."""
        return np.array([self.quantile((at + 0.5) / count) for at in range(count)])


@dataclass(frozen=True)
class Costs:
    """Of one piece, in minor units of one currency: what it brings after all that is paid only when it is sold,
    what it costs to make, what one left over is still worth, and what disappointing one fan costs beyond the
    lost sale.
    """

    price: float
    cost: float
    salvage: float = 0.0
    goodwill: float = 0.0

    def __post_init__(self) -> None:
        if self.cost <= 0 or not 0 <= self.salvage < self.cost or self.goodwill < 0:
            raise ValueError("a piece costs something, and one left over is worth less than that")

    @property
    def over(self) -> float:
        """Lost with each piece nobody wants."""
        return self.cost - self.salvage

    @property
    def under(self) -> float:
        """Missed with each piece that is wanted and not there."""
        return max(self.price - self.cost, 0.0) + self.goodwill


@dataclass(frozen=True)
class Choice:
    """A quantity and what is to be expected of it, means over all cases, in pieces and minor units.

    `one_more` is what the next piece is expected to earn (below zero: lose), `one_fewer` what leaving the last one
    out is. `enough` is the share of cases in which nobody goes without. `at_worst` is lost on leftovers in one
    case of ten.
    """

    quantity: int
    sold: float
    left: float
    missed: float
    result: float
    enough: float
    one_more: float
    one_fewer: float
    lost_on_left: float
    at_worst: float


CASES = 2_000


def best_quantity(demand: Spread, costs: Costs) -> int:
    """The whole quantity with the best expected result; nothing, where no piece pays."""
    if not costs.under:
        return 0
    return math.ceil(demand.quantile(critical_ratio(costs.over, costs.under)) - 1e-9)


def judged(quantity: int, demand: Spread, costs: Costs) -> Choice:
    """What is to be expected when `quantity` are made."""
    wanted = demand.sample(CASES)
    sold, left = np.minimum(wanted, quantity), np.maximum(quantity - wanted, 0)
    missed = np.maximum(wanted - quantity, 0)
    result = costs.price * sold + costs.salvage * left - costs.goodwill * missed - costs.cost * quantity
    short, last = float(np.mean(wanted > quantity)), float(np.mean(wanted > quantity - 1))
    worst = np.quantile(left, 0.9)
    return Choice(
        quantity=quantity,
        sold=float(sold.mean()),
        left=float(left.mean()),
        missed=float(missed.mean()),
        result=float(result.mean()),
        enough=1 - short,
        one_more=_next(short, costs),
        one_fewer=-_next(last, costs),
        lost_on_left=float(left.mean()) * costs.over,
        at_worst=float(worst) * costs.over,
    )


def _next(wanted: float, costs: Costs) -> float:
    """What a piece is expected to bring that is wanted with this probability."""
    return wanted * (costs.price - costs.cost + costs.goodwill) - (1 - wanted) * costs.over


def compared(quantities: Sequence[int], demand: Spread, costs: Costs) -> list[Choice]:
    """Several quantities side by side, each once, smallest first."""
    return [judged(each, demand, costs) for each in sorted(set(quantities))]
