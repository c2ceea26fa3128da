from datetime import UTC, datetime, timedelta

import pytest

from fanloop.listening.community.actions import open_space
from fanloop.listening.events import actions
from fanloop.people.fans import actions as fans
from fanloop.people.levels import actions as levels
from fanloop.people.team import actions as team
from fanloop.people.team import queries as members

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def at():
    return AT


@pytest.fixture
def join(db):
    def joined(handle, level=0):
        fan = fans.join(handle=handle, email=None, password=None, at=AT)
        if level:
            levels.set_level(fan=fan, level=level, because="For this test.", by=_somebody(), at=AT)
        return fan

    def _somebody():
        return fans.Fan.objects.filter(handle="jonna").first() or joined("jonna")

    return joined


@pytest.fixture
def boss(db):
    founder = fans.join(handle="jonna", email=None, password=None, at=AT)
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=founder, member_name="Jonna", at=AT
    )
    return members.member_of(founder.id)


@pytest.fixture
def new():
    def told(**more):
        values = {
            "kind": "local", "title": {"en": "Bench day"}, "words": {"en": "Bring your lamp."},
            "starts": AT + timedelta(days=20), "ends": AT + timedelta(days=20, hours=4),
            "time_zone": "Europe/Oslo", "place": "Oslo", "seats": 2,
        }  # fmt: skip
        return actions.NewEvent(**values | more)

    return told


@pytest.fixture
def bench_day(boss, new):
    return actions.open_event(new=new(), by=boss, at=AT)


@pytest.fixture
def space(boss):
    return open_space(slug="bench", name="Bench", at=AT)
