"""What a train is called, and on which day fans tell how it was. When it leaves is the cadence's to say."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TUESDAY = 1


def number_for(day: date) -> str:
    """`26.48` for any day of ISO week 48 of ISO year 2026. Source: ISO 8601, week date."""
    year, week, _ = day.isocalendar()
    return f"{year % 100:02d}.{week:02d}"


def hotfix_number(last: str, taken: Collection[str]) -> str:
    """The number of a train between two others: `26.47.1` after 26.47, then `26.47.2`."""
    place = 1
    while f"{last}.{place}" in taken:
        place += 1
    return f"{last}.{place}"


def freezes_at(leaves_at: datetime, planned_at: datetime, freeze: timedelta) -> datetime:
    """When the doors of a train out of turn close: as long before it leaves as its line's others, but never before half
    of the time it has is over.
    """
    left = max(leaves_at - planned_at, timedelta(0))
    return leaves_at - min(freeze, left // 2)


def tuesday_after(leaves_at: datetime, zone: ZoneInfo) -> date:
    """The day on which fans tell how the train was: the Tuesday after it left."""
    left = leaves_at.astimezone(zone).date()
    return left + timedelta(days=(TUESDAY - left.weekday() - 1) % 7 + 1)
