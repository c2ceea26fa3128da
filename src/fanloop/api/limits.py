"""How often a machine may ask. One window a minute, counted in this process's cache: a brake, no bookkeeping."""

from datetime import datetime

from django.core.cache import cache

WINDOW = 60
PER_MINUTE = {"address": 120, "token": 600}


def spend(kind: str, who: str, *, at: datetime) -> int:
    """Count one request of `who`; return the seconds to wait before the next, nought while there is room."""
    window, passed = divmod(int(at.timestamp()), WINDOW)
    key = f"api:{kind}:{who}:{window}"
    cache.add(key, 0, WINDOW)
    return 0 if cache.incr(key) <= PER_MINUTE[kind] else WINDOW - passed
