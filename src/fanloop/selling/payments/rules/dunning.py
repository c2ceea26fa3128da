"""When somebody is reminded of money that is due: before the day, three days after it, ten days after it."""

from collections.abc import Collection
from datetime import date, timedelta

STEPS = (timedelta(days=-3), timedelta(days=3), timedelta(days=10))
LAST = len(STEPS)


def next_step(due: date, *, today: date, sent: Collection[int]) -> int | None:
    """The reminder to send today, 1 to 3, or None. A step that was missed is not sent after a later one.

    >>> next_step(date(2026, 11, 20), today=date(2026, 11, 17), sent=())
    1
    >>> next_step(date(2026, 11, 20), today=date(2026, 11, 23), sent=(1, 2))
    """
    reached = [place for place, after in enumerate(STEPS, 1) if today >= due + after]
    if not reached or reached[-1] <= max(sent, default=0):
        return None
    return reached[-1]
