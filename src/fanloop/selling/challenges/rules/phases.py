"""From when to when, and who may do what in it. Codes go out; faces word them."""

from datetime import datetime, timedelta
from typing import Final, Literal

MOST_ENTRIES: Final = 3
"""Pictures one fan may have in one challenge."""
LONGEST: Final = timedelta(days=120)
Phase = Literal["soon", "open", "over", "withdrawn"]
Why = Literal["", "not_open", "own", "gone", "running"]


def phase(*, opens: datetime, closes: datetime, is_withdrawn: bool, at: datetime) -> Phase:
    """Where a challenge stands at a moment; its last moment is `closes`, not included."""
    if is_withdrawn:
        return "withdrawn"
    if at < opens:
        return "soon"
    return "open" if at < closes else "over"


def why_no_vote(*, now: Phase, author: int, voter: int, is_shown: bool) -> Why:
    """Why this fan cannot vote for this entry; empty when they can."""
    if author == voter:
        return "own"
    if not is_shown:
        return "gone"
    return "" if now == "open" else "not_open"


def why_no_win(*, now: Phase, is_shown: bool) -> Why:
    """Why an entry cannot be chosen; winners are chosen after the end, among what everybody sees."""
    if not is_shown:
        return "gone"
    return "" if now == "over" else "running"
