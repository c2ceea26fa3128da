"""When a train leaves and what it is called. Local Fridays, so that a summer hour moves no departure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FRIDAY = 4
TUESDAY = 1
LEAVES = time(17, 0)


def next_friday(moment: datetime, zone: ZoneInfo, *, leaves: time = LEAVES) -> datetime:
    """The first Friday at `leaves` o'clock in `zone` that is later than the aware `moment`, in UTC.

    The wall clock is what people agree on: over a change to summer time two departures lie 167 hours apart.
    """
    today = moment.astimezone(zone).date()
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    leaves_at = _on(friday, leaves, zone)
    return leaves_at if leaves_at > moment else _on(friday + timedelta(days=7), leaves, zone)


def fridays(moment: datetime, zone: ZoneInfo, count: int) -> list[datetime]:
    """The next `count` departures after `moment`, in order."""
    found: list[datetime] = []
    for _ in range(count):
        moment = next_friday(moment, zone)
        found.append(moment)
    return found


def number_for(day: date) -> str:
    """`26.48` for any day of ISO week 48 of ISO year 2026. Source: ISO 8601, week date."""
    year, week, _ = day.isocalendar()
    return f"{year % 100:02d}.{week:02d}"


def tuesday_after(leaves_at: datetime, zone: ZoneInfo) -> date:
    """The day on which fans tell how the train was: the Tuesday after it left."""
    left = leaves_at.astimezone(zone).date()
    return left + timedelta(days=(TUESDAY - left.weekday() - 1) % 7 + 1)


def _on(day: date, leaves: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, leaves, zone).astimezone(UTC)
