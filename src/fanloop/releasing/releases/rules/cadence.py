"""When trains leave: a weekday and an hour on the wall, every so many weeks, around holidays. Property-tested.

The wall clock is what people agree on, so a summer hour moves no departure. A train is named after its regular
day, not after the day a holiday moved it to: numbers never meet.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

MOVE, SKIP, KEEP = ON_HOLIDAY = ("move", "skip", "keep")
"""What a holiday does: the train leaves on the working day before, not at all, or as ever."""
FRIDAY, SATURDAY = 4, 5
_WEEK = timedelta(days=7)
_HORIZON = 53 * 5
"""Weeks looked ahead; a calendar that is all holidays has no next train."""


@dataclass(frozen=True)
class Cadence:
    """The rhythm of one line. `weekday` counts from Monday 0; `starts` is any day of a week in which a train leaves.

    `freeze` is how long before leaving the doors close for changes, on the wall clock.
    """

    zone: str = "UTC"
    weekday: int = FRIDAY
    leaves: time = time(17, 0)
    every: int = 1
    starts: date = date(2026, 1, 1)
    freeze: timedelta = timedelta(days=1)
    holidays: frozenset[date] = field(default_factory=frozenset)
    on_holiday: str = MOVE

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6 or self.every < 1 or self.freeze < timedelta(0):
            raise ValueError(
                "a cadence has a weekday of 0 to 6, at least one week, and no freeze after leaving"
            )
        if self.on_holiday not in ON_HOLIDAY:
            raise ValueError(f"on a holiday a train may {', '.join(ON_HOLIDAY)}, not {self.on_holiday!r}")


@dataclass(frozen=True)
class Slot:
    """One departure of a timetable: its regular day, and the moments in UTC when doors close and when it leaves."""

    day: date
    freezes_at: datetime
    leaves_at: datetime

    def is_moved(self, zone: str) -> bool:
        return self.leaves_at.astimezone(ZoneInfo(zone)).date() != self.day


def departures(cadence: Cadence, after: datetime, count: int) -> list[Slot]:
    """The next `count` departures later than the aware `after`, in order; fewer where holidays leave no more."""
    return list(islice((slot for slot in _slots(cadence, after) if slot.leaves_at > after), count))


def slot_of(cadence: Cadence, day: date) -> Slot | None:
    """The departure whose regular day is `day`; None on other days, in weeks between, and on skipped holidays."""
    if day.weekday() != cadence.weekday or _weeks(cadence, day) % cadence.every:
        return None
    return _slot(cadence, day)


def day_of(cadence: Cadence, leaves_at: datetime) -> date:
    """The regular day of a train that leaves at this moment: itself, or the next weekday it was moved ahead of."""
    local = leaves_at.astimezone(ZoneInfo(cadence.zone)).date()
    regular = local + timedelta(days=(cadence.weekday - local.weekday()) % 7)
    slot = slot_of(cadence, regular)
    return regular if slot and slot.leaves_at == leaves_at else local


def _slots(cadence: Cadence, after: datetime) -> Iterator[Slot]:
    """Slots from the week before `after` on: a train may leave days before its regular day."""
    local = after.astimezone(ZoneInfo(cadence.zone)).date()
    day = local + timedelta(days=(cadence.weekday - local.weekday()) % 7) - _WEEK
    for _ in range(_HORIZON):
        slot = slot_of(cadence, day)
        if slot:
            yield slot
        day += _WEEK


def _slot(cadence: Cadence, day: date) -> Slot | None:
    leaves_on = _leaves_on(cadence, day)
    if leaves_on is None:
        return None
    wall = datetime.combine(leaves_on, cadence.leaves)
    leaves_at = _moment(wall, cadence.zone)
    return Slot(day, min(_moment(wall - cadence.freeze, cadence.zone), leaves_at), leaves_at)


def _leaves_on(cadence: Cadence, day: date) -> date | None:
    """The day itself, or the last working day before it that is not yet the day of the train before."""
    if day not in cadence.holidays or cadence.on_holiday == KEEP:
        return day
    if cadence.on_holiday == SKIP:
        return None
    before = (day - timedelta(days=back) for back in range(1, 7))
    return next((one for one in before if one.weekday() < SATURDAY and one not in cadence.holidays), None)


def _weeks(cadence: Cadence, day: date) -> int:
    """Weeks from the one in which the rhythm starts, from Monday to Monday; negative before it."""
    return (_monday(day) - _monday(cadence.starts)).days // 7


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _moment(wall: datetime, zone: str) -> datetime:
    """A wall time in UTC. One that a summer hour leaves out is read as an hour later; of two equal ones the first."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
