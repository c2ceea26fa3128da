"""Stretches of a service, counted from its first day; and the life of a repair."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from typing import Literal

Kind = Literal["subscription", "warranty"]
KINDS: tuple[Kind, ...] = ("subscription", "warranty")
Step = Literal["accepted", "declined", "done"]
STEPS: tuple[Step, ...] = ("accepted", "declined", "done")
RepairState = Literal["asked", "quoted", "accepted", "declined", "done"]
LAST = 1_200
"""A contract has no more periods than this: a century of months, so that a broken clock cannot fill the disk."""


def after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is too short.

    >>> after(date(2027, 1, 31), 1), after(date(2027, 1, 31), 2)
    (datetime.date(2027, 2, 28), datetime.date(2027, 3, 31))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def span(begins: date, months: int, position: int) -> tuple[date, date]:
    """First day of a period and the first day after it. Counted from the beginning, so that days do not drift."""
    return after(begins, months * position), after(begins, months * (position + 1))


def to_write(
    begins: date, months: int, *, have: Collection[int], today: date, ends_on: date | None = None
) -> list[int]:
    """Positions of periods that have begun by `today`, before `ends_on`, and are not written yet; never the same twice.

    >>> to_write(date(2026, 1, 31), 1, have={0}, today=date(2026, 3, 1))
    [1]
    """
    found = []
    for position in range(LAST):
        starts = span(begins, months, position)[0]
        if starts > today or (ends_on is not None and starts >= ends_on):
            break
        if position not in have:
            found.append(position)
    return found


def repair_state(steps: Collection[Step], *, is_quoted: bool) -> RepairState:
    """Where a repair is."""
    for step in ("done", "declined", "accepted"):
        if step in steps:
            return step
    return "quoted" if is_quoted else "asked"
