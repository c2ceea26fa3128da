from datetime import UTC, datetime, timedelta

import pytest

from fanloop.foundation import clock
from fanloop.people.fans.actions import NewDeed, join, record_deeds
from fanloop.people.fans.queries import credit
from fanloop.people.levels.actions import reckon_levels, set_level
from fanloop.people.levels.rules import deeds
from fanloop.people.team import actions as team

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def mira(db):
    founder = join(handle="jonna", email=None, password=None, at=AT)
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=founder, member_name="Jonna", at=AT
    )
    return join(handle="mira.k", email=None, password=None, at=AT)


def _read(fan, posts):
    today = clock.now().date()
    days = [NewDeed(fan.id, today - timedelta(days=ago), deeds.VISIT) for ago in (1, 2)]
    record_deeds(
        [*days, *(NewDeed(fan.id, today, deeds.READ, posts, f"community.topic:{n}") for n in range(1, 6))],
        at=clock.now(),
    )


def test_a_fan_reads_what_is_missing(client, mira):
    client.force_login(mira)
    _read(mira, 5)
    page = client.get("/me/level").content.decode()
    assert "Level 0, new here" in page
    assert "5 more posts to read" in page


def test_coming_by_is_a_deed_once_a_day(client, mira):
    client.force_login(mira)
    client.get("/me/level")
    client.get("/me/level")
    assert [(line.kind, line.count) for line in credit(mira.id)] == [("visit", 1)]


def test_a_newcomer_with_enough_is_at_home_on_the_next_visit(client, mira):
    _read(mira, 6)
    client.force_login(mira)
    client.get("/voices")
    assert "Level 1, at home" in client.get("/me/level").content.decode()


def test_others_see_the_level_in_words_and_no_visits(client, mira):
    _read(mira, 6)
    reckon_levels(at=clock.now())
    page = client.get("/people/mira.k").content.decode()
    assert "level 1, at home" in page
    assert "visit" not in page
    assert "community.topic" not in page


def test_a_level_by_hand_is_explained(client, mira):
    founder = join(handle="ilse", email=None, password=None, at=AT)
    set_level(fan=mira, level=4, because="She has answered half of you.", by=founder, at=AT)
    client.force_login(mira)
    page = client.get("/me/level").content.decode()
    assert "Level 4, keeper" in page
    assert "She has answered half of you." in page
    assert "by hand: ilse" in page
