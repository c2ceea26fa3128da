"""A small house with many guests: memory is given back, and work gives way to pages.

glibc keeps an arena for each thread and returns little of it; a server of few threads needs two.

Measured on the listening bench: 317 MB with the C library's own habits. On other systems nothing is done.
"""

import asyncio
import ctypes
import gc
import sys

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
_EVERY_SECONDS = 15


_TURN_SECONDS = 0.0005
_YOUNG = 10_000
"""Objects made before the collector looks at the young ones: those of fifty requests at once."""


def short_turns() -> None:
    """Let a thread that computes hand over ten times as often as Python's habit. A page asks the database a dozen times
    and waits for its turn after each, so one busy job would add sixty milliseconds to it.
    """
    sys.setswitchinterval(_TURN_SECONDS)


def settle() -> None:
    """What the start has made stays as long as the process: the collector need not walk it again and again. Measured with a
    thousand readers at once: a fifth of the server's work was walking over modules. Must come once all of them are read.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)


def few_arenas() -> None:
    """Let all threads share two arenas. Must come before the threads do."""
    if libc := _libc():
        libc.mallopt(_ARENA_MAX, 2)


async def give_back() -> None:
    """Four times a minute, for as long as the server lives: what is free goes back to the system."""
    while libc := _libc():
        await asyncio.sleep(_EVERY_SECONDS)
        await asyncio.to_thread(libc.malloc_trim, 0)


def _libc() -> ctypes.CDLL | None:
    """glibc, where this is it; others have neither call."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
