from datetime import UTC, datetime

import pytest

from fanloop.people.fans import actions as fans
from fanloop.people.team import actions as team

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "golden-hour-2026"


@pytest.fixture
def at():
    return AT


@pytest.fixture
def join(db):
    def joined(handle, **more):
        values = {"email": f"{handle}@example.org", "password": PASSWORD, "at": AT, **more}
        return fans.join(handle=handle, **values)

    return joined


@pytest.fixture
def mira(join):
    return join("mira.k", name="Mira")


@pytest.fixture
def founder(join):
    fan = join("jonna")
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=fan, member_name="Jonna", at=AT
    )
    return fan


@pytest.fixture
def boss(founder):
    return team.member_of(founder.id)


@pytest.fixture
def hired(join, boss):
    """Hire a fresh fan: rank, then duties."""

    def hire(rank, *duties):
        fan = join(f"{rank}-{'-'.join(duties) or 'plain'}")
        member = team.hire(fan=fan, name=fan.handle, rank=rank, by=boss, at=AT)
        for duty in duties:
            team.give_duty(member=member, duty=duty, by=boss, at=AT)
        return fan

    return hire
