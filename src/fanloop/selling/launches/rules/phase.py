"""What a launch is at a moment. The page asks this itself, so it turns at the moment, not when a job comes round."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

PUBLISHED, BEGUN, OVER, WITHDRAWN = STEPS = ("published", "begun", "over", "withdrawn")
DOORS = timedelta(minutes=10)
"""So long before the moment the room is open, so that nobody comes in late."""

Phase = Literal["planned", "teaser", "live", "replay", "withdrawn"]


def phase(steps: Collection[str], *, starts: datetime, ends: datetime, at: datetime) -> Phase:
    """
    >>> from datetime import UTC
    >>> noon, one = datetime(2026, 11, 9, 12, tzinfo=UTC), datetime(2026, 11, 9, 13, tzinfo=UTC)
    >>> [phase(["published"], starts=noon, ends=one, at=at) for at in (noon - DOORS, noon, one)]
    ['teaser', 'live', 'replay']
    """
    if WITHDRAWN in steps:
        return "withdrawn"
    if PUBLISHED not in steps:
        return "planned"
    if OVER in steps or at >= ends:
        return "replay"
    return "live" if at >= starts else "teaser"


def may_announce(now: Phase, *, starts: datetime, at: datetime) -> bool:
    """From the doors to the end."""
    return now == "live" or (now == "teaser" and at >= starts - DOORS)
