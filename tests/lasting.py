"""A world for a whole module of tests."""

from contextlib import contextmanager


@contextmanager
def lasting(blocker, tell):
    """Make a world once for many tests: each test's own changes are rolled back to it, and it at the end."""
    with blocker.unblock():
        made = tell()
        world = made.__enter__()
    try:
        yield world
    finally:
        with blocker.unblock():
            made.__exit__(None, None, None)
