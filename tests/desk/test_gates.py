"""Go or no-go at the desk: what the lights say in words, who may decide, and that a refusal loses no words."""

import re

import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.people.team import queries as team
from fanloop.releasing.releases import queries
from tests.lasting import present, world  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonna(client, world):
    client.force_login(world["fan.jonna"])
    return client


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def acts():
    return [row.act for row in team.staff_acts(viewer=SYSTEM)]


def test_the_lights_are_told_with_what_was_counted(jonna, world):
    page = text(jonna.get(f"/desk/trains/{world['train.26.48'].id}/gate"))
    assert "It carries build 2.4.0-rc2." in page
    assert "The train before carried 2.3.1." in page
    assert re.search(r"\d+ of \d+ pairs of feature and device were tried", page)


def test_a_no_go_without_a_reason_says_so_and_one_with_a_reason_is_kept(jonna, client, world):
    train = world["train.26.48"]
    address = f"/desk/trains/{train.id}/decide"
    assert "Say why" in text(jonna.post(address, {"says": "no_go", "why": " "}))
    assert queries.decision_of(train.id) is None
    long = "z" * 401
    assert long in text(jonna.post(address, {"says": "no_go", "why": long}))
    assert acts() == []
    jonna.post(address, {"says": "no_go", "why": "One lamp of ten flickers."})
    assert queries.decision_of(train.id).says == "no_go"
    assert acts()[0] == "releases.no_go"
    client.logout()
    assert "One lamp of ten flickers." in text(client.get(f"/fridays/dawn/{train.number}"))


def test_another_build_is_put_aboard_with_its_line_in_the_audit(jonna, world):
    train, build = world["train.26.48"], world["build.2.3.1"]
    page = text(jonna.post(f"/desk/trains/{train.id}/load", {"build": build.id}, follow=True))
    assert "It carries build 2.3.1." in page
    assert acts()[0] == "releases.load"
    assert "Choose a build of this line." in text(
        jonna.post(f"/desk/trains/{train.id}/load", {"build": 999_999}, follow=True)
    )


def test_an_engineer_loads_and_reads_but_does_not_decide(client, world):
    client.force_login(world["fan.mateo"])
    train = world["train.26.48"]
    assert "No-go" not in text(client.get(f"/desk/trains/{train.id}/gate"))
    assert client.post(f"/desk/trains/{train.id}/decide", {"says": "go", "why": "x"}).status_code == 403


def test_the_form_that_puts_a_build_aboard_stands_on_the_page(jonna, world):
    page = jonna.get(f"/desk/trains/{world['train.26.48'].id}/gate").content.decode()
    assert "Put it aboard" in page
    assert 'name="build"' in page
