"""How often a machine may ask."""

from datetime import datetime

from fanloop.foundation import limits

WINDOW = 60
PER_MINUTE = {"address": 120, "token": 600}


def spend(kind: str, who: str, *, at: datetime) -> int:
    """Count one request of `who`; return the seconds to wait before the next, nought while there is room."""
    return limits.spend(f"api:{kind}:{who}", most=PER_MINUTE[kind], seconds=WINDOW, at=at)
