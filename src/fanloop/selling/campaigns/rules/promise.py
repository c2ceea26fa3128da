"""A promise of days, and what it means when it moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Days:
    """With you between `first` and `last`, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Move:
    """At a moment one promise became another."""

    at: datetime
    old: Days
    new: Days


def promised_at(moment: datetime, *, now: Days, moves: Sequence[Move]) -> Days:
    """What stood there when somebody ordered at `moment`; `moves` in order of time."""
    return next((move.old for move in moves if move.at > moment), now)


def has_slipped(promised: Days, now: Days) -> bool:
    """A promise slips when its last day moves out; a later first day alone breaks nothing."""
    return now.last > promised.last


def expected(days: Days, *, ahead: int, total: int) -> date:
    """About when the piece is there that has `ahead` pieces before it of `total` that are made, one after the other.

    Pieces behind do not move it, so the day gets no worse when others order. Raises ValueError for no pieces.
    """
    if total < 1:
        raise ValueError("nothing is made, so nothing is expected")
    place = min(max(ahead, 0), total - 1)
    return days.first + timedelta(days=place * ((days.last - days.first).days + 1) // total)
