"""How often a saved card is tried again, and when we stop: the rule that is published beside the price.

Every 48 hours for seven days, as the large crowdfunding sites do; then the place is free for somebody else.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

STEP = timedelta(hours=48)
PATIENCE = timedelta(days=7)

Rung = Literal["try", "wait", "over"]


def rung(tried: Sequence[datetime], *, now: datetime) -> Rung:
    """What to do now with a payment whose saved method failed at the moments `tried`.

    >>> from datetime import UTC
    >>> first = datetime(2026, 11, 1, tzinfo=UTC)
    >>> rung([], now=first), rung([first], now=first + timedelta(hours=47)), rung([first], now=first + STEP)
    ('try', 'wait', 'try')
    """
    if not tried:
        return "try"
    if now >= min(tried) + PATIENCE:
        return "over"
    return "try" if now >= max(tried) + STEP else "wait"


def ends(tried: Sequence[datetime]) -> datetime | None:
    """When the last chance ends; None before the first try."""
    return min(tried) + PATIENCE if tried else None
