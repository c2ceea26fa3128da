"""The clock of the desk: working time in whole seconds, over weekly spans, holidays, pauses and daylight saving.

A span belongs to the local day it begins on, also when it runs past midnight. A wall-clock time that the spring
change skips is the moment of the change; one that the autumn change repeats is its first occurrence. So every local
day maps to moments in order, and `elapsed(start, due(start, n)) == n` holds everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_HORIZON = 800  # days without any opening after which nobody will open any more
_Stretch = tuple[int, int]


class NeverOpensError(ValueError):
    """The calendar has no opening within two years, or a pause has no end: nothing can become due."""


class Span(NamedTuple):
    """Seconds after local midnight; `closes` goes beyond 86,400 when the span runs past midnight."""

    opens: int
    closes: int


class Pause(NamedTuple):
    """The clock stands from `start` until `end`; no end yet is None."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Calendar:
    """Desk hours. `week` holds the spans of Monday to Sunday; a date in `days` has spans of its own instead,
    none of them when it is closed. Raises ValueError for spans that end before they begin or last over a day.
    """

    zone: str
    week: tuple[tuple[Span, ...], ...]
    days: dict[date, tuple[Span, ...]] = field(default_factory=dict)
    _known: dict[date, tuple[_Stretch, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError(f"a week has seven days, not {len(self.week)}")
        for span in (span for spans in (*self.week, *self.days.values()) for span in spans):
            if not 0 <= span.opens < DAY or not span.opens < span.closes <= span.opens + DAY:
                raise ValueError(f"no span of a day: {span}")

    def stretches(self, day: date) -> tuple[_Stretch, ...]:
        """When the desk is open by the spans that begin on this local day, as seconds since 1970, in order."""
        known = self._known.get(day)
        if known is None:
            zone = ZoneInfo(self.zone)
            spans = sorted(self.days.get(day, self.week[day.weekday()]))
            pairs = ((_moment(day, span.opens, zone), _moment(day, span.closes, zone)) for span in spans)
            known = self._known[day] = tuple((opens, closes) for opens, closes in pairs if closes > opens)
        return known


ALWAYS = Calendar("UTC", ((Span(0, DAY),),) * 7)


def _moment(day: date, seconds: int, zone: ZoneInfo) -> int:
    wall = datetime.combine(day, time()) + timedelta(seconds=seconds)
    first = _second(wall.replace(tzinfo=zone))
    if datetime.fromtimestamp(first, zone).replace(tzinfo=None) == wall:
        return first
    return _change(_second(wall.replace(tzinfo=zone, fold=1)), first, zone)


def _change(early: int, late: int, zone: ZoneInfo) -> int:
    """The moment between two others at which the zone's offset changes."""
    before = datetime.fromtimestamp(early, zone).utcoffset()
    while late - early > 1:
        middle = (early + late) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late


def _second(moment: datetime) -> int:
    return (moment - _EPOCH) // _SECOND


def _when(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _open_from(start: int, calendar: Calendar) -> Iterator[_Stretch]:
    """Open stretches after `start`, in order, each second once. Ends after two years without an opening."""
    day = datetime.fromtimestamp(start, ZoneInfo(calendar.zone)).date() - timedelta(days=2)
    reached, quiet = start, 0
    while quiet < _HORIZON:
        quiet += 1
        for opens, closes in calendar.stretches(day):
            if closes > reached:
                yield max(opens, reached), closes
                reached, quiet = closes, 0
        day += timedelta(days=1)


def _running(start: int, calendar: Calendar, pauses: Sequence[Pause]) -> Iterator[_Stretch]:
    """Open stretches without the pauses. Ends where a pause has no end."""
    still = sorted((_second(one.start), _second(one.end) if one.end else None) for one in pauses)
    for opens, closes in _open_from(start, calendar):
        at = opens
        for begins, ends in still:
            if begins >= closes:
                break
            if begins > at:
                yield at, begins
            if ends is None:
                return
            at = max(at, ends)
        if at < closes:
            yield at, closes


def due(start: datetime, seconds: int, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The earliest moment at which `seconds` of desk time have passed since `start`.

    Parts of a second are dropped. Raises NeverOpensError when there are not so many seconds to come.
    """
    left, begin = seconds, _second(start)
    if left <= 0:
        return _when(begin)
    for opens, closes in _running(begin, calendar, pauses):
        if closes - opens >= left:
            return _when(opens + left)
        left -= closes - opens
    raise NeverOpensError(calendar.zone)


def elapsed(start: datetime, end: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> int:
    """Whole seconds of desk time from `start` to `end`, without the pauses; 0 when `end` is not later."""
    begin, stop = _second(start), _second(end)
    passed = 0
    if stop > begin:
        for opens, closes in _running(begin, calendar, pauses):
            if opens >= stop:
                break
            passed += min(closes, stop) - opens
    return passed


def left(now: datetime, due_at: datetime, calendar: Calendar) -> int:
    """Seconds of desk time until `due_at`; below zero the seconds of desk time since then."""
    return elapsed(now, due_at, calendar) if due_at > now else -elapsed(due_at, now, calendar)


def next_opening(at: datetime, calendar: Calendar) -> datetime:
    """The moment itself while the desk is open, else the next opening. Raises NeverOpensError."""
    for opens, _closes in _open_from(_second(at), calendar):
        return _when(opens)
    raise NeverOpensError(calendar.zone)


def is_open(at: datetime, calendar: Calendar) -> bool:
    return open_until(at, calendar) is not None


def open_until(at: datetime, calendar: Calendar) -> datetime | None:
    """When the desk closes next, if it is open at this moment. Spans that touch are one."""
    until = None
    for opens, closes in _open_from(_second(at), calendar):
        if opens > (until if until is not None else _second(at)) or closes - _second(at) > 8 * DAY:
            break
        until = closes
    return _when(until) if until is not None else None
