"""When to try again: the waits the Standard Webhooks specification recommends, about three days in all."""

from datetime import timedelta

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
GONE = 410


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed tries; None when that was the last one."""
    return WAITS[attempts - 1] if 1 <= attempts <= len(WAITS) else None


def arrived(status: int) -> bool:
    return 200 <= status < 300
