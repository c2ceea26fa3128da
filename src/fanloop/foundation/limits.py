"""How often somebody may ask. Counted in windows in this process's cache: a brake, no bookkeeping."""

from datetime import datetime

from django.core.cache import cache


def spend(key: str, *, most: int, seconds: int, at: datetime) -> int:
    """Count one more under `key`; return the seconds to wait before the next, nought while there is room for it.

    `most` in a window of `seconds`. A cache that drops the key between two lines begins to count anew.
    """
    window, passed = divmod(int(at.timestamp()), seconds)
    name = f"limit:{key}:{window}"
    cache.add(name, 0, seconds)
    try:
        used = cache.incr(name)
    except ValueError:
        return 0
    return 0 if used <= most else seconds - passed
