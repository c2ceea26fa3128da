"""How full a campaign is and how near its goal, in whole pieces, minor units and days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from fanloop.foundation.money import exponent

Phase = Literal["soon", "open", "full", "closed"]
Unit = Literal["pieces", "money"]
UNITS: tuple[Unit, ...] = ("pieces", "money")
Verdict = Literal["succeeded", "missed", "withdrawn"]
VERDICTS: tuple[Verdict, ...] = ("succeeded", "missed", "withdrawn")


@dataclass(frozen=True)
class Fill:
    """`ordered` of `total` pieces are claimed; `percent` is rounded down, so 100 means really full."""

    ordered: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.ordered

    @property
    def percent(self) -> int:
        return 100 * self.ordered // self.total if self.total else 100


def phase(
    at: datetime, *, opens_at: datetime, closes_at: datetime, ended_at: datetime | None, left: int
) -> Phase:
    """Where a campaign stands at a moment. An ended campaign stays closed even when pieces come back."""
    if at >= closes_at or (ended_at and at >= ended_at):
        return "closed"
    if at < opens_at:
        return "soon"
    return "open" if left > 0 else "full"


@dataclass(frozen=True)
class Pledged:
    """What is pledged in one currency; `minor` in its minor units."""

    currency: str
    pledges: int
    pieces: int
    minor: int


@dataclass(frozen=True)
class Target:
    """A goal as it was published: so many pieces, or so much money in the minor unit of `currency`.

    `rates` are the goal currency for one of another, fixed when the campaign opened, so that nobody's pledge
    changes its weight with the market. `flexible` charges whatever has come, reached or not.
    """

    unit: Unit
    threshold: int
    currency: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    flexible: bool = False


@dataclass(frozen=True)
class Reach:
    """`counted` of `threshold`; `percent` is rounded down, so that 100 means reached."""

    counted: int
    threshold: int

    @property
    def percent(self) -> int:
        return 100 * self.counted // self.threshold

    @property
    def missing(self) -> int:
        return max(0, self.threshold - self.counted)

    @property
    def is_reached(self) -> bool:
        return self.counted >= self.threshold


def counted(target: Target, pledged: Iterable[Pledged]) -> int:
    """What counts towards a target. Money is converted per currency, not per pledge, and rounded down once,
    so that nobody moves the goal by splitting a pledge. Raises KeyError for a currency without a rate.
    """
    rows = list(pledged)
    if target.unit == "pieces":
        return sum(row.pieces for row in rows)
    worth = sum((_worth(target, row) for row in rows), Decimal(0))
    return int(worth.to_integral_value(ROUND_FLOOR))


def _worth(target: Target, row: Pledged) -> Decimal:
    if row.currency == target.currency:
        return Decimal(row.minor)
    scale = exponent(target.currency) - exponent(row.currency)
    return (Decimal(row.minor) * target.rates[row.currency]).scaleb(scale)


def reach(target: Target, pledged: Iterable[Pledged]) -> Reach:
    """How far pledges are on the way to a target."""
    return Reach(counted(target, pledged), target.threshold)


def verdict(target: Target, pledged: Sequence[Pledged]) -> Verdict:
    """What the deadline finds. A flexible campaign succeeds with its first pledge."""
    if target.flexible:
        return "succeeded" if any(row.pledges for row in pledged) else "missed"
    return "succeeded" if reach(target, pledged).is_reached else "missed"
