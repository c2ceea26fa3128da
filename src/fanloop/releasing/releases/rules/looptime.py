"""How long the circle takes: from the first voice to the answer, the promise, the Friday, and the word that it is fixed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor
from zoneinfo import ZoneInfo

STOPS = ("answered", "accepted", "departed", "confirmed")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Turn:
    """One need that shipped. `said` is its first voice, `departed` the first train with a change for it.

    `about` is the reference it was counted from: a need, or what a release names in an imported archive. Stops that
    are not known are None.
    """

    about: str
    line_id: int
    said: datetime
    departed: datetime
    answered: datetime | None = None
    accepted: datetime | None = None
    confirmed: datetime | None = None
    change: str = ""

    def days(self, stop: str) -> float | None:
        """Days from the first voice to a stop. None where the stop is not known, or was before the voice."""
        reached: datetime | None = getattr(self, stop)
        if reached is None or reached < self.said:
            return None
        return (reached - self.said) / DAY


@dataclass(frozen=True)
class Spread:
    """A set of days: how many, the middle, the quartiles, and the band that holds eight of ten."""

    count: int
    low: float
    first: float
    median: float
    third: float
    high: float


@dataclass(frozen=True)
class Row:
    """The turns of one line in one week, which begins on `week`, a Monday: a spread a stop, None where nothing is known."""

    line_id: int
    week: date
    turns: tuple[Turn, ...]

    def spread(self, stop: str) -> Spread | None:
        return spread_of(self.turns, stop)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the sorted values lie, between two of them where it falls between.

    Source: Hyndman and Fan 1996, definition 7. Raises IndexError for nothing.
    """
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread(values: Iterable[float]) -> Spread | None:
    """None of nothing."""
    row = sorted(values)
    if not row:
        return None
    low, first, median, third, high = (quantile(row, share) for share in (0.1, 0.25, 0.5, 0.75, 0.9))
    return Spread(len(row), low, first, median, third, high)


def spread_of(turns: Iterable[Turn], stop: str) -> Spread | None:
    """The days to a stop, of those turns that have it."""
    return spread(days for turn in turns if (days := turn.days(stop)) is not None)


def monday(moment: datetime, zone: ZoneInfo) -> date:
    """The first day of the week of a moment, by the maker's clock."""
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def rows(turns: Iterable[Turn], zone: ZoneInfo) -> list[Row]:
    """One row a line and week of departure, the newest week first."""
    return _grouped(turns, lambda turn: (turn.line_id, monday(turn.departed, zone)))


def by_line(turns: Iterable[Turn]) -> list[Row]:
    """One row a line for all of its weeks together, from the day of the first departure on; by line."""
    found: dict[int, list[Turn]] = {}
    for turn in turns:
        found.setdefault(turn.line_id, []).append(turn)
    return [
        Row(line_id, min(turn.departed for turn in inside).date(), tuple(inside))
        for line_id, inside in sorted(found.items())
    ]


def _grouped(turns: Iterable[Turn], key: Callable[[Turn], tuple[int, date]]) -> list[Row]:
    found: dict[tuple[int, date], list[Turn]] = {}
    for turn in turns:
        found.setdefault(key(turn), []).append(turn)
    rows = [Row(line_id, week, tuple(inside)) for (line_id, week), inside in found.items()]
    return sorted(rows, key=lambda row: (-row.week.toordinal(), row.line_id))
