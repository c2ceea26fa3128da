"""People at the door, at their own pages and at the desk."""

import pytest
from django.core.cache import cache

from tests.people.conftest import at, boss, founder, hired, join, mira

__all__ = ["at", "boss", "founder", "hired", "join", "mira"]


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits are counted in the cache, which outlives a test's transaction."""
    cache.clear()
    yield
    cache.clear()
