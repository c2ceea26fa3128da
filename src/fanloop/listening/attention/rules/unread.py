"""What of a topic somebody has not read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LOOKS_BACK = timedelta(days=40)


@dataclass(frozen=True)
class Unread:
    """`state` is "new" for a topic never opened, "unread" for one with more in it; `count` is how many replies wait."""

    state: Literal["", "new", "unread"]
    count: int = 0

    def __bool__(self) -> bool:
        return self.state != ""


READ = Unread("")


def horizon(*, now: datetime, joined_at: datetime, caught_up_at: datetime | None) -> datetime:
    """What moved last before this moment counts as read: who comes back after a year is not handed a year."""
    return max(now - LOOKS_BACK, joined_at, caught_up_at or joined_at)


def unread(*, replies: int, read: int | None, last_at: datetime, since: datetime) -> Unread:
    """Compare a topic with how far it was read; `read` is None for one never opened.

    >>> from datetime import UTC
    >>> day = datetime(2026, 11, 9, tzinfo=UTC)
    >>> unread(replies=5, read=3, last_at=day, since=day - timedelta(1))
    Unread(state='unread', count=2)
    """
    if last_at <= since:
        return READ
    if read is None:
        return Unread("new", replies)
    return Unread("unread", replies - read) if replies > read else READ
