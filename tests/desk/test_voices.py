"""Triage, through the desk's door."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.listening.voices import actions, queries
from fanloop.people.team import actions as team
from tests.listening.conftest import AT, jonna, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


@pytest.fixture
def voices(mira, tomo):
    at = clock.now() - timedelta(minutes=9)
    return [
        actions.raise_voice(kind="bug", title="Kettle resets it", words="Old house.", fan=mira, at=at),
        actions.raise_voice(
            kind="idea", title="A longer cable", words="3 m.", fan=tomo, at=at + timedelta(minutes=5)
        ),
    ]


@pytest.fixture
def boss(jonna):
    return browser(jonna.fan)


@pytest.fixture
def need(voices, jonna):
    return actions.make_need(title="Kettle", voices=voices[:1], by=jonna, at=AT)


def test_the_door_is_shut_for_fans_and_asks_strangers_to_log_in(jonna, mira):
    assert "login" in browser().get("/desk/needs").url
    assert browser(mira).get("/desk/needs").status_code == 403


def test_an_engineer_promises_nothing(jonna, leo, need):
    team.hire(fan=leo, name="Leo", rank="engineer", by=jonna, at=AT)
    client = browser(leo)
    assert client.post(f"/desk/needs/{need.id}/accept", {"because": "I like it."}).status_code == 403
    assert queries.acceptance_of(need.id) is None


def test_voices_are_gathered_and_the_undo_takes_them_apart(boss, voices):
    answer = boss.post("/desk/needs/gather", {"voice": [str(v.id) for v in voices], "title": "Power"})
    page = boss.get(answer.url).text
    assert "Undo" in page
    assert len(queries.voices_of(int(answer.url.rpartition("/")[2]))) == 2
    boss.post("/desk/needs/scatter", {"voice": ",".join(str(v.id) for v in voices)})
    assert queries.need_of_voice(voices[0].id) is None
    assert "Undo" not in boss.get("/desk/needs").text


def test_voices_are_counted_in_a_need_that_is_there(boss, voices, need):
    boss.post("/desk/needs/gather", {"voice": str(voices[1].id), "into": str(need.id)})
    assert queries.need_by_id(need.id).voices_count == 2


def test_a_promise_with_a_reason_is_given_and_withdrawn(boss, need):
    boss.post(f"/desk/needs/{need.id}/accept", {"because": " "})
    assert queries.acceptance_of(need.id) is None
    boss.post(f"/desk/needs/{need.id}/accept", {"because": "It is broken."})
    assert queries.acceptance_of(need.id).because == "It is broken."
    boss.post(f"/desk/needs/{need.id}/withdraw")
    assert queries.acceptance_of(need.id) is None


def test_a_need_is_declined_with_a_reason_and_opened_again(boss, need):
    boss.post(f"/desk/needs/{need.id}/decline", {"because": "Physics."})
    assert queries.need(need.id).outcome == "declined"
    boss.post(f"/desk/needs/{need.id}/decline", {"undo": "1"})
    assert queries.need(need.id).outcome == ""


def test_needs_are_joined_and_parted(boss, voices, need, jonna):
    other = actions.make_need(title="Cable", voices=voices[1:], by=jonna, at=AT)
    boss.post(f"/desk/needs/{other.id}/join", {"into": str(need.id)})
    assert queries.need_by_id(need.id).people_count == 2
    assert boss.get(f"/desk/needs/{other.id}").status_code == 200
    boss.post(f"/desk/needs/{other.id}/join")
    assert queries.need_by_id(need.id).people_count == 1
