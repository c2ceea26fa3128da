"""A world for a whole module of tests, and the story's own moment: import `world` and `present` to have them."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from fanloop.foundation import clock

NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
"""Where the story ends."""


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


@pytest.fixture(scope="module")
def world(story_at_hand, django_db_blocker):
    """The told story, by its names."""
    with lasting(django_db_blocker, story_at_hand) as told:
        yield told


@pytest.fixture(autouse=True)
def present(monkeypatch):
    """It is Thursday 26 November 2026, 14:20, for who asks the clock."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
