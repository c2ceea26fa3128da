"""Where a waiting case stands on the wall, and who holds it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LEASE = timedelta(minutes=2)
Lane = Literal["now", "fan", "later"]


def lane(*, is_paused: bool, is_open: bool, left: int) -> Lane:
    """`fan` while we wait for the fan, `later` while the desk is closed; what is late already is always `now`."""
    if is_paused:
        return "fan"
    return "now" if is_open or left < 0 else "later"


@dataclass(frozen=True)
class Lease:
    """Who answers this, since when, and until when unless the page stays open."""

    member_id: int
    since: datetime
    until: datetime


def holder(lease: Lease | None, now: datetime) -> Lease | None:
    """The lease that holds at this moment; one that has run out holds nobody back."""
    return lease if lease and lease.until > now else None


def may_claim(lease: Lease | None, member_id: int, now: datetime) -> bool:
    held = holder(lease, now)
    return held is None or held.member_id == member_id
