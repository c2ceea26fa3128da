"""The fifteen-minute ring. Desk hours and pauses come with the answer desk; here the clock simply runs."""

from datetime import datetime, timedelta

TARGET = timedelta(minutes=15)


def minutes_left(raised: datetime, now: datetime, target: timedelta = TARGET) -> int:
    """Whole minutes until the answer is late, rounded up; zero or less when it is."""
    return -((now - raised - target) // timedelta(minutes=1))


def minutes_taken(raised: datetime, answered: datetime) -> int:
    """Whole minutes an answer took, rounded up, at least one."""
    return max(1, -((raised - answered) // timedelta(minutes=1)))


def in_time(raised: datetime, answered: datetime, target: timedelta = TARGET) -> bool:
    return answered - raised <= target
