"""Campaigns as others can learn from them: the days seen so far and what was known when they opened, as numbers.

A number that a running campaign does not know (a goal, amounts, a kind) is not learned from the finished ones
either: `columns_known` says what may be used, and the same columns are taken of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from fanloop.making.demand.rules.trees import Floats

HOURS = 24
SMOOTHING = 3  # pieces at the usual amount that a campaign's own average starts from
LAST = 3
RECENT = 7
WAIT_DAYS = 2


@dataclass(frozen=True)
class Campaign:
    """A campaign of `days` days: new `orders` of each finished day, oldest first, and what they came to.

    `amounts` are per day in one currency, `goal` in the same; `first_hours` is how long it had been open when its
    first day ended (more than 24 when nobody came at first). `kind` is the maker's own word.
    """

    days: int
    orders: Sequence[int]
    amounts: Sequence[float] = field(default=())
    goal: float = 0.0
    kind: str = ""
    first_hours: float = float(HOURS)

    @property
    def total(self) -> int:
        return sum(self.orders)

    @property
    def has_money(self) -> bool:
        return self.goal > 0 and len(self.amounts) > 0


@dataclass(frozen=True)
class Columns:
    """What is learned from: with goal and amounts or without, which kinds, and the usual amount of one piece."""

    money: bool
    kinds: tuple[str, ...]
    usual: float

    @property
    def straight(self) -> list[int]:
        """Columns of the log-linear part: count, days, hours open and, with money, the goal and how far it is."""
        return [0, 1, 2, 3, 4] if self.money else [0, 1, 2]


def columns_known(finished: Sequence[Campaign], running: Campaign | None = None) -> Columns:
    """What all the `finished` know and the `running` one too; None stands for one that knows everything."""
    money = all(one.has_money for one in finished) and (running is None or running.has_money)
    kinds = {one.kind for one in finished if one.kind} if running is None or running.kind else set()
    amounts = [sum(one.amounts) / one.total for one in finished if one.total] if money else []
    return Columns(money, tuple(sorted(kinds)), float(np.median(amounts)) if amounts else 1.0)


def numbers(campaigns: Sequence[Campaign], day: int, columns: Columns) -> Floats:
    """(campaigns, columns) as they stood when `day` days were over; the first column is log(1 + orders)."""
    return np.array([_row(one, day, columns) for one in campaigns], dtype=np.float64)


def _row(one: Campaign, day: int, columns: Columns) -> list[float]:
    orders = np.zeros(day)
    held = np.asarray(one.orders[:day], dtype=np.float64)
    orders[: len(held)] = held
    count = float(orders.sum())
    size = np.log1p(count)
    hours = float(np.clip(one.first_hours + HOURS * (day - 1), 1, HOURS * (day + WAIT_DAYS)))
    opened, length = np.log(hours), np.log(one.days)
    money = _money(one, day, count, columns.usual) if columns.money else []
    kinds = [float(one.kind == kind) for kind in columns.kinds]
    return [
        float(n)
        for n in (size, length, opened, *money, *_pattern(orders, day, one.days), size - opened, *kinds)
    ]


def _pattern(orders: Floats, day: int, days: int) -> list[float]:
    """How the orders came: the last days, the first, the best, how many days had any, later half against earlier."""
    half = np.log1p(orders[day // 2 :].sum()) - np.log1p(orders[: max(1, day // 2)].sum())
    return [
        np.log1p(orders[-LAST:].mean()),
        np.log1p(orders[-1]),
        np.log1p(orders[-RECENT:].mean()),
        np.log1p(orders[0]),
        np.log1p(orders.max()),
        (orders > 0).mean(),
        np.log(max(1, days - day)),
        half,
    ]


def _money(one: Campaign, day: int, count: float, usual: float) -> list[float]:
    """Goal, and orders against the orders that would reach it at the average amount so far."""
    amount = float(sum(one.amounts[:day]))
    each = (amount + SMOOTHING * usual) / (count + SMOOTHING)
    needed = np.log(one.goal / each)
    ratio = np.log1p(count) - needed
    share = min(amount / one.goal, 3.0)
    return [np.log(one.goal), ratio, np.log1p(amount), needed, share, np.log(each), max(0.0, ratio)]
