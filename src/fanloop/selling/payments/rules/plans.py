"""How far a payment plan is covered by what has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NOTICE = timedelta(days=7)
"""Nobody is charged sooner than this after hearing of another day, unless it was so soon already."""


@dataclass(frozen=True)
class Row:
    """One row of a plan: its place, minor units, and its day; no day means before shipping."""

    position: int
    minor: int
    due: date | None


def missing(rows: Iterable[Row], paid: int) -> list[tuple[Row, int]]:
    """Rows that `paid` units do not cover, first rows first, each with what is still missing of it.

    >>> missing([Row(0, 20, None), Row(1, 100, None)], 50)
    [(Row(position=1, minor=100, due=None), 70)]
    """
    found = []
    for row in rows:
        covered = min(max(paid, 0), row.minor)
        paid -= row.minor
        if covered < row.minor:
            found.append((row, row.minor - covered))
    return found


def moved(old: date | None, day: date, *, today: date) -> date:
    """The day a row is due on when what it is paid for moves to `day`, told `today`.

    >>> moved(date(2027, 2, 1), date(2027, 1, 2), today=date(2027, 1, 1))
    datetime.date(2027, 1, 8)
    """
    if day == old:
        return day
    fair = today + NOTICE
    return max(day, min(fair, old) if old and old >= today else fair)


def surplus(rows: Sequence[Row], paid: int) -> int:
    """Units that came beyond everything that was planned."""
    return max(paid - sum(row.minor for row in rows), 0)


def stem(about: str, position: int) -> str:
    """How the keys of all payments for one row of a plan begin: `order:17:1:`."""
    return f"{about.rpartition('.')[2]}:{position}:"
