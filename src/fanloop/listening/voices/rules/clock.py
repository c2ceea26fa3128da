"""How long an answer took by the clock on the wall. Desk hours, pauses and the promise are the answer desk's, above."""

from datetime import datetime, timedelta


def minutes_taken(raised: datetime, answered: datetime) -> int:
    """Whole minutes an answer took, rounded up, at least one."""
    return max(1, -((raised - answered) // timedelta(minutes=1)))
