"""The stations of a train: their order, which may follow which, and when a train is late for one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BOARDING, FROZEN, BUILT, BETA, DEPARTED, REPORTED, CLOSED = STATIONS = (
    "boarding", "frozen", "built", "beta", "departed", "reported", "closed",
)  # fmt: skip
LATE_AFTER = timedelta(minutes=5)
"""Doors are closed by hand; a few minutes are no lateness."""


def may_follow(before: str, after: str) -> bool:
    """Whether a train that stands at `before` may pass `after`. Raises ValueError for an unknown station.

    Onwards, and a station may be left out, as a hot-fix leaves out beta; but nothing is reported or closed that has not
    departed. Before it departs, its doors may open again.

    >>> [may_follow("boarding", "departed"), may_follow("built", "boarding"), may_follow("departed", "boarding")]
    [True, True, False]
    """
    here, there = STATIONS.index(before), STATIONS.index(after)
    gone = STATIONS.index(DEPARTED)
    if after == BOARDING:
        return 0 < here < gone
    return here < there and (there <= gone or here >= gone)


def is_shut(station: str) -> bool:
    """Whether a change needs a reason of its own to board here: the doors have closed for the rest."""
    return station in {FROZEN, BUILT, BETA}


@dataclass(frozen=True)
class Late:
    """The first station a train should have passed by now, and when."""

    station: str
    due: datetime


def due(
    *, freezes_at: datetime | None, leaves_at: datetime, tells_on: date, zone: ZoneInfo
) -> dict[str, datetime]:
    """Station → when a train has to pass it; stations without an hour are passed when they are ready.

    `tells_on` is the day on which fans tell how it was, in `zone`; the reports are told when that day is over.
    """
    told = datetime.combine(tells_on + timedelta(days=1), time(0), zone).astimezone(UTC)
    known = {DEPARTED: leaves_at, REPORTED: max(told, leaves_at)}
    return known if freezes_at is None else {FROZEN: freezes_at, **known}


def late(station: str, due_at: Mapping[str, datetime], now: datetime) -> Late | None:
    """What the train at `station` is late for: of all stations ahead whose time is over, the first."""
    here = STATIONS.index(station)
    ahead = [(name, due_at[name]) for name in STATIONS[here + 1 :] if name in due_at]
    return next((Late(name, moment) for name, moment in ahead if moment + LATE_AFTER < now), None)
