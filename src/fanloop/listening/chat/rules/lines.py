"""How lines are read: which stand together, which may still be mended, which hour they are found under."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

LONGEST = 2_000
MENDED_WITHIN = timedelta(minutes=1)
TOGETHER_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Place:
    """How a line stands: `opens_day` has the day above it, `follows` needs no name because its author spoke just before."""

    opens_day: bool
    follows: bool


def may_mend(said: datetime, *, at: datetime) -> bool:
    """An author may mend a line for a minute: long enough for a slip, too short to change what was answered."""
    return timedelta() <= at - said < MENDED_WITHIN


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour that a line is found under."""
    return moment.replace(minute=0, second=0, microsecond=0)


def day_of(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def places(
    said: Sequence[tuple[int, datetime]], *, zone: tzinfo, before: tuple[int, datetime] | None = None
) -> list[Place]:
    """Where each line (author, moment) stands below the one before it; `before` precedes the first.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)
    >>> [place.follows for place in places([(1, nine), (1, nine), (2, nine)], zone=UTC)]
    [False, True, False]
    """
    found, last = [], before
    for author, moment in said:
        same_day = last is not None and day_of(last[1], zone) == day_of(moment, zone)
        near = last is not None and author == last[0] and abs(moment - last[1]) < TOGETHER_WITHIN
        found.append(Place(not same_day, same_day and near))
        last = (author, moment)
    return found
