"""The house's only clock. Actions never ask it: they take `at=`; faces and workers ask it for them.

A demo runs on its own time: `run_from` moves the clock of this process, and every page says so.
"""

from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _offset  # noqa: TID251 -- the one place that may ask


def latest() -> datetime:
    """The later of the house's time and everybody else's: what a machine elsewhere judges by must hold in both."""
    return max(now(), datetime.now(UTC))  # noqa: TID251 -- the one place that may ask


def run_from(moment: datetime) -> None:
    """Let this process believe that it is `moment` now; time goes on at its usual speed."""
    global _offset  # noqa: PLW0603 -- a clock is process-wide by nature
    _offset = moment - datetime.now(UTC)  # noqa: TID251 -- the one place that may ask


def ahead() -> timedelta:
    """How far this process' time is from everybody's; another process runs with it by `run_from(now() + ahead)`."""
    return _offset
