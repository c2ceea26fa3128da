"""A maker who starts empty is told what to do first, and no longer once the loop can turn."""

import pytest

from fanloop.listening.community import actions as community
from fanloop.things.products import actions as products
from tests.making.conftest import AT


def steps(client):
    return [(step.href, step.is_done) for step in client.get("/desk/").context["steps"]]


@pytest.fixture
def founder(client, boss):
    client.force_login(boss.fan)
    return client


def test_an_empty_desk_lists_every_step_and_each_leads_somewhere(founder):
    found = steps(founder)
    assert [href for href, _done in found] == [
        "/desk/products", "/desk/spaces", "/desk/answers/hours", "/desk/team", "/desk/markets", "/desk/imports/", "/desk/campaigns/new",
    ]  # fmt: skip
    assert {done for _href, done in found} == {False}
    assert [href for href, _done in found if founder.get(href).status_code != 200] == []
    assert "First steps" in founder.get("/desk/").content.decode()


def test_a_step_is_ticked_when_it_is_done(founder, market, lamp):
    community.open_space(slug="talk", name="Talk", at=AT)
    assert dict(steps(founder)) == {
        "/desk/products": True, "/desk/spaces": True, "/desk/answers/hours": False, "/desk/team": False, "/desk/markets": True, "/desk/imports/": True,
        "/desk/campaigns/new": False,
    }  # fmt: skip


def test_everybody_sees_the_steps_they_may_take(enter):
    assert steps(enter(("engineer",))) == []
    assert [href for href, _done in steps(enter(("engineer", "planner")))] == [
        "/desk/products",
        "/desk/imports/",
    ]


def test_the_list_goes_away_for_whoever_has_nothing_left_to_do(enter, lamp):
    assert steps(enter(("engineer", "planner"))) == []
    assert "First steps" not in enter(("engineer", "planner")).get("/desk/").content.decode()


def test_working_alone_or_without_tax_keeps_nobody_in_the_list(enter, lamp, market):
    """A maker of one person, or one who owes no tax, is not asked for ever."""
    client = enter(("engineer", "moderator"))
    assert [href for href, _done in steps(client)] == ["/desk/spaces"]
    community.open_space(slug="talk", name="Talk", at=AT)
    assert steps(client) == []
    products.add_line(slug="dusk", name="Dusk", at=AT)
    assert steps(client) == []
