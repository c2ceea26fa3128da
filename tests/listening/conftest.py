"""A small house for listening: a maker with two people, a few fans, one line."""

from datetime import UTC, datetime

import pytest

from fanloop.people.fans import actions as fans
from fanloop.people.levels.models import Level
from fanloop.people.team import actions as team
from fanloop.things.products import actions as products

AT = datetime(2026, 11, 9, 20, 14, tzinfo=UTC)


def somebody(handle):
    return fans.join(handle=handle, email=f"{handle}@example.org", password=None, at=AT)


def at_level(fan, level):
    """Somebody the house has known for a while; the budget of votes hangs on it."""
    Level.objects.update_or_create(fan=fan, defaults={"level": level, "since": AT})
    return fan


@pytest.fixture
def mira(db):
    return somebody("mira")


@pytest.fixture
def tomo(db):
    return somebody("tomo")


@pytest.fixture
def leo(db):
    return somebody("leo")


@pytest.fixture
def jonna(db):
    fan = somebody("jonna")
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=fan, member_name="Jonna", at=AT
    )
    from fanloop.people.team.queries import member_of

    return member_of(fan.id)


@pytest.fixture
def lamp(db):
    return products.add_line(slug="dawn", name="Dawn", at=AT)
