"""Quarters of a year, by the calendar."""

from datetime import date

MONTHS = 3


def begins(day: date) -> date:
    """The first day of the quarter a day is in.

    >>> begins(date(2026, 11, 26))
    datetime.date(2026, 10, 1)
    """
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def next_quarter(first: date) -> date:
    """The first day of the quarter after the one that begins on `first`."""
    month = first.month + MONTHS
    return date(first.year + month // 13, (month - 1) % 12 + 1, 1)


def name(first: date) -> str:
    """`2026-Q4` for the quarter that begins on this day."""
    return f"{first.year}-Q{(first.month - 1) // MONTHS + 1}"


def named(text: str) -> date:
    """The first day of the quarter with this name. Raises ValueError for a text that is none.

    >>> named("2026-Q4")
    datetime.date(2026, 10, 1)
    """
    year, _, quarter = text.partition("-Q")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and quarter in {"1", "2", "3", "4"}):
        raise ValueError(f"{text!r} is no quarter; one reads like '2026-Q4'")
    return date(int(year), (int(quarter) - 1) * MONTHS + 1, 1)
