"""The train board: who may, moves with reasons, each one audited and undone; forms alone are enough."""

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


@pytest.fixture
def mateo(client, world):
    """An engineer: may board, may not close the doors."""
    client.force_login(world["fan.mateo"])
    return client


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def acts():
    return [row.act for row in team.staff_acts(viewer=SYSTEM)]


def test_the_board_shows_platform_and_three_trains(jonna):
    page = text(jonna.get("/desk/trains"))
    assert "Dim below 1 %" in page
    assert "4 of 31 testers" in page
    assert page.index("Platform") < page.index("26.49 Fri")
    assert "Close the doors of 26.48" in page
    assert re.search(r"5 aboard for \d+ fans", page)


def test_strangers_log_in_fans_are_told_and_engineers_board_but_do_not_close(client, world):
    assert client.get("/desk/trains").status_code == 302
    client.force_login(world["fan.mira"])
    assert client.get("/desk/trains").status_code == 403
    assert (
        client.post(
            f"/desk/changes/{world['change.dim'].id}/board", {"train": world["train.26.48"].id}
        ).status_code
        == 403
    )
    client.force_login(world["fan.mateo"])
    assert "Close the doors" not in text(client.get("/desk/trains"))
    assert client.post(f"/desk/trains/{world['train.26.48'].id}/depart").status_code == 403
    assert queries.last_train().train.number == "26.47"


def test_boarding_is_audited_and_undone(mateo, world):
    change, train = world["change.dim"], world["train.26.49"]
    answer = mateo.post(f"/desk/changes/{change.id}/board", {"train": train.id}, follow=True)
    assert "has moved" in text(answer)
    assert queries.boarding_of(change.id).by == world["member.mateo"]
    mateo.post(f"/desk/changes/{change.id}/undo")
    assert queries.boarding_of(change.id) is None
    assert acts()[:2] == ["releases.undo", "releases.board"]


def test_closed_doors_ask_for_a_reason(mateo, world):
    change, train = world["change.dim"], world["train.26.48"]
    page = text(mateo.post(f"/desk/changes/{change.id}/board", {"train": train.id}, follow=True))
    assert "The doors of 26.48 have closed" in page
    assert queries.boarding_of(change.id) is None
    mateo.post(f"/desk/changes/{change.id}/board", {"train": train.id, "why": "All 31 lamps are calm."})
    assert queries.boarding_of(change.id).why == "All 31 lamps are calm."


def test_what_is_proposed_has_its_reasons_and_one_press(jonna, world):
    answer = jonna.get("/desk/trains")
    page = text(answer)
    assert re.search(r"Your call\. Impact \d+\. \d+ fans wait\. Promised \d+ days ago\.", page)
    assert "About 2 days of work." in page
    assert "It failed last time; has that been fixed?" in page
    assert "The doors of 26.48 are closed." in page
    assert "Board 26.49: Dim below 1 %" in page
    assert "Left behind: failed in beta. 4 of 31 testers" in page


def test_a_promise_without_a_change_is_named_and_built_by_one_press(jonna, world):
    page = text(jonna.get("/desk/trains"))
    assert "Promised, nothing built yet" in page
    promise = world["acceptance.clamp"].id
    assert f'name="promise" value="{promise}"' in jonna.get("/desk/trains").content.decode()
    jonna.post("/desk/lines/dawn/changes", {"title": "A clamp", "kind": "new", "promise": promise})
    assert f'name="promise" value="{promise}"' not in jonna.get("/desk/trains").content.decode()


def test_leaving_behind_needs_a_reason_and_refuses_without_an_audit_line(mateo, world):
    change = world["change.battery"]
    page = text(mateo.post(f"/desk/changes/{change.id}/leave", {"why": " "}, follow=True))
    assert "Say why it stays behind" in page
    assert queries.boarding_of(change.id) is not None
    assert "releases.leave" not in acts()
    mateo.post(f"/desk/changes/{change.id}/leave", {"why": "14 of 60 own the foot."})
    assert "14 of 60 own the foot." in text(mateo.get("/desk/trains"))


def test_closing_the_doors_once_is_enough(jonna, world):
    address = f"/desk/trains/{world['train.26.48'].id}/depart"
    assert jonna.post(address)["Location"] == "/fridays/dawn/26.48"
    jonna.post(address)
    assert queries.last_train().train.number == "26.48"
    assert [row.train.number for row in queries.coming_trains(world["line.dawn"].id)] == [
        "26.49",
        "26.50",
        "26.51",
    ]


def test_an_empty_train_stays_with_a_sentence(jonna, world):
    page = text(jonna.post(f"/desk/trains/{world['train.26.50'].id}/depart", follow=True))
    assert "Nobody is aboard 26.50" in page


def test_what_is_built_goes_to_the_platform_with_its_promise(jonna, world):
    promise = world["acceptance.clamp"].id
    jonna.post("/desk/lines/dawn/changes", {"title": "A clamp", "kind": "new", "promise": promise})
    found = queries.platform(world["line.dawn"].id).held[0].change
    assert (found.title, found.maker) == ({"en": "A clamp"}, world["member.jonna"])
    assert queries.needs_behind([found.id]) == {found.id: [world["need.clamp"].id]}


def test_a_change_without_a_title_is_asked_for_one(jonna, world):
    answer = jonna.post("/desk/lines/dawn/changes", {"title": "", "kind": "new"})
    assert answer.status_code == 422


@pytest.mark.parametrize("train", ["", "x", "0", "9" * 30])
def test_a_train_that_is_not_there_is_a_404(jonna, world, train):
    assert jonna.post(f"/desk/changes/{world['change.dim'].id}/board", {"train": train}).status_code == 404


def test_acts_are_posts(jonna, world):
    for address in (
        f"changes/{world['change.dim'].id}/board",
        f"trains/{world['train.26.48'].id}/depart",
        "lines/dawn/trains",
    ):
        assert jonna.get(f"/desk/{address}").status_code == 405
