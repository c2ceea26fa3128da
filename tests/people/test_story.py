import pytest

from fanloop.foundation import bus
from fanloop.foundation.story import World
from fanloop.foundation.viewer import ANYONE
from fanloop.people.fans import queries as fans
from fanloop.people.fans import seeds as fans_seeds
from fanloop.people.markets import seeds as markets_seeds
from fanloop.people.partners import seeds as partners_seeds
from fanloop.people.team import queries as team
from fanloop.people.team import seeds as team_seeds


@pytest.mark.django_db
def test_the_first_chapter_founds_a_house_with_people():
    world = World()
    for seeds in (markets_seeds, fans_seeds, team_seeds, partners_seeds):
        seeds.founded(world)
        bus.drain()
    assert team.maker().name == "Northwindow"
    assert [one.member.rank for one in team.colleagues()] == ["founder", "lead", "engineer", "engineer"]
    assert world["fan.mira"] is world["fan.mira.k"]
    assert team.viewer_of(world["fan.lichtbogen"].id).partner_id == world["partner.lichtbogen"].id
    assert fans.fan_by_handle("lefthand.leo").check_password("golden-hour-2026")
    assert fans.inbox(ANYONE) == []
