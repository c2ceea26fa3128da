"""When a pledge is charged, asked for again, and given up: at success, then every 48 hours, for seven days.

Seven days and two-day steps are what people know from Kickstarter: a card that is refused on a Friday evening
is mended by Sunday, and nobody loses a place over one weekend.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

STEP = timedelta(hours=48)
PATIENCE = timedelta(days=7)

Act = Literal["try", "drop"]


@dataclass(frozen=True)
class Rung:
    """What to do with a pledge that is not paid at a moment: try number `number` (from 0), or give up."""

    act: Act
    number: int = 0


def ends(succeeded_at: datetime) -> datetime:
    """Until when a pledge keeps its place without money."""
    return succeeded_at + PATIENCE


def rung(succeeded_at: datetime, at: datetime, *, tried: int) -> Rung:
    """What a pledge that is due now and not paid asks for, after `tried` tries."""
    return Rung("drop", tried) if at >= ends(succeeded_at) else Rung("try", tried)


def next_at(succeeded_at: datetime, at: datetime) -> datetime:
    """When to look at it again: at the next step after `at`, counted from success and not from a late try."""
    steps = max(0, (at - succeeded_at) // STEP) + 1
    return min(succeeded_at + steps * STEP, ends(succeeded_at))
