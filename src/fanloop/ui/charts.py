"""What a chart says: numbers and names, frozen; `plot` turns them into positions.

One y axis, always; units are named once; estimates come with their interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[float, float]


@dataclass(frozen=True)
class Band:
    """An interval for each step ahead: low and high, same unit as the line."""

    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Ghost:
    """A forecast made earlier: where it began and what it said then."""

    start: int
    values: Sequence[float]


@dataclass(frozen=True)
class LineChart:
    """A line of facts, one value a step, and what may follow.

    `steps` names every step of the whole axis, facts and forecast together. `mid`, `half` and `most`
    begin at the last fact and so have `len(steps) - len(facts) + 1` values (50 % and 80 % intervals).
    """

    title: str
    steps: Sequence[str]
    facts: Sequence[float]
    mid: Sequence[float] = ()
    half: Band | None = None
    most: Band | None = None
    ghosts: Sequence[Ghost] = ()
    pledge: float | None = None
    fact_label: str = ""
    mid_label: str = ""
    pledge_label: str = ""
    ghost_label: str = ""
    unit: str = ""
    desc: str = ""


@dataclass(frozen=True)
class Bar:
    """A named value with, where it is estimated, the interval it may lie in."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    tone: str = ""


@dataclass(frozen=True)
class BarChart:
    """Values beside one another, lying, longest scale first read."""

    title: str
    bars: Sequence[Bar]
    unit: str = ""
    desc: str = ""


@dataclass(frozen=True)
class Interval:
    """A forecast of one thing: the middle, 50 % and 80 % ranges, and what came true if known."""

    label: str
    mid: float
    half: Pair
    most: Pair
    actual: float | None = None


@dataclass(frozen=True)
class IntervalChart:
    """Forecasts beside one another, so that one sees how often we were right."""

    title: str
    rows: Sequence[Interval]
    unit: str = ""
    desc: str = ""
