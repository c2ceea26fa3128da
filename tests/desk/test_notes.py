"""Rewriting what a train says: kept in revisions, brought back, never over words the writer has not read."""

import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.people.team import queries as team
from fanloop.releasing.releases import actions, queries
from tests.lasting import NOW, present, world  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(world):
    return f"/desk/trains/{world['train.26.47'].id}/notes"


@pytest.fixture
def jonna(client, world):
    client.force_login(world["fan.jonna"])
    return client


def newest(world, language="en"):
    return queries.note(world["train.26.47"].id, language=language)


def test_who_may_rewrite_the_notes(client, world, address):
    before = newest(world)
    for who, status in ((None, 302), ("fan.mira", 403), ("fan.mateo", 403)):
        if who:
            client.force_login(world[who])
        assert client.get(address).status_code == status
        assert client.post(address, {"body": "Mine", "revision": before.revision}).status_code == status
        assert client.post(f"{address}/1").status_code == status
    for who in ("fan.wen", "fan.jonna"):
        client.force_login(world[who])
        assert client.get(address).status_code == 200
    assert newest(world) == before


def test_rewritten_notes_are_read_by_fans_in_their_language(jonna, world, address):
    before = newest(world)
    jonna.post(f"{address}?language=en", {"body": "**Thank you**, all.", "revision": before.revision})
    assert (newest(world).body, newest(world).by) == ("**Thank you**, all.", world["member.jonna"])
    page = jonna.get("/fridays/dawn/26.47").content.decode()
    assert "<strong>Thank you</strong>" in page
    assert address in page
    assert newest(world, "zh-hans").generated
    assert "releases.notes" in [act.act for act in team.staff_acts(viewer=SYSTEM)]


def test_an_earlier_revision_comes_back(jonna, world, address):
    first = newest(world)
    jonna.post(f"{address}?language=en", {"body": "Worse words", "revision": first.revision})
    answer = jonna.post(f"{address}/{first.revision}?language=en")
    assert answer.url == f"{address}?language=en"
    assert (newest(world).body, newest(world).revision) == (first.body, first.revision + 2)
    assert jonna.post(f"{address}/99?language=en").status_code == 404


def test_nobody_writes_over_words_they_have_not_read(jonna, world, address):
    seen = newest(world)
    actions.rewrite_note(
        train=world["train.26.47"], language="en", body="Wen was faster", by=world["member.wen"], at=NOW
    )
    answer = jonna.post(f"{address}?language=en", {"body": "My long text", "revision": seen.revision})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "rewritten these notes meanwhile" in page
    assert "My long text" in page
    assert "Wen was faster" in page
    assert newest(world).body == "Wen was faster"
    said = answer.context["form"]["revision"].value()
    jonna.post(f"{address}?language=en", {"body": "My long text", "revision": said})
    assert newest(world).body == "My long text"


@pytest.mark.parametrize("body", ["", "   ", "x" * 40_001])
def test_empty_and_endless_notes_are_refused_on_the_field(jonna, world, address, body):
    before = newest(world)
    answer = jonna.post(f"{address}?language=en", {"body": body, "revision": before.revision})
    assert answer.status_code == 422
    assert answer.context["form"].errors["body"]
    assert newest(world) == before


def test_a_train_that_has_not_left_has_no_notes_to_rewrite(jonna, world):
    assert jonna.get(f"/desk/trains/{world['train.26.48'].id}/notes").status_code == 404
    assert jonna.get("/desk/trains/999/notes").status_code == 404


def test_the_way_there_is_shown_to_those_who_may(client, world, address):
    for who, shown in (("fan.jonna", True), ("fan.mateo", False)):
        client.force_login(world[who])
        assert (address in client.get("/desk/trains").content.decode()) is shown
        assert (address in client.get("/fridays/dawn/26.47").content.decode()) is shown
