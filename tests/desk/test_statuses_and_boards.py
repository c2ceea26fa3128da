"""Names for how needs stand, boards for some people, votes in somebody's name and the export of who gave what."""

import json

import pytest
from django.test import Client

from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.voices import actions, queries
from fanloop.people.fans import actions as fans
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries
from tests.listening.conftest import AT, jonna, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(jonna):
    client = Client()
    client.force_login(jonna.fan)
    return client


@pytest.fixture
def need(mira, jonna):
    voice = actions.raise_voice(kind="bug", title="=1+1", words="Kettle", fan=mira, at=AT)
    return actions.make_need(title="Kettle", voices=[voice], by=jonna, at=AT)


def test_a_status_is_named_changed_and_offered_no_more(boss, jonna):
    boss.post(
        "/desk/statuses", {"name_en": "On the bench", "kind": "building", "tone": "loop", "position": "1"}
    )
    assert "On the bench" in boss.get("/desk/statuses").text
    boss.post("/desk/statuses/on-the-bench", {"name_en": "In the works", "tone": "loop", "position": "1"})
    assert [row.name for row in queries.statuses() if row.kind == "building"] == ["In the works"]
    boss.post("/desk/statuses/on-the-bench/retire")
    assert queries.status("on-the-bench") is None


def test_how_a_need_stands_is_decided_with_a_reason_and_audited(boss, need):
    boss.post(f"/desk/needs/{need.id}/status", {"status": "building", "because": " "})
    assert queries.history(need.id) == []
    boss.post(f"/desk/needs/{need.id}/status", {"status": "building", "because": "It is on the bench."})
    assert [step.status.kind for step in queries.history(need.id)] == ["building"]
    assert [act.act for act in team_queries.staff_acts(viewer=SYSTEM)] == ["voices.status"]
    assert "It is on the bench." in boss.get(f"/desk/needs/{need.id}").text
    assert boss.post(f"/desk/needs/{need.id}/status", {"status": "nonsense"}).status_code == 404


def test_a_vote_in_somebodys_name_is_given_and_taken_back(boss, need, tomo):
    send = f"/desk/needs/{need.id}/vote-for"
    boss.post(send, {"handle": "nobody.here", "note": "A call."})
    boss.post(send, {"handle": "@tomo", "note": "A call."})
    boss.post(send, {"person": "Frau Weber", "note": "A letter."})
    given = queries.behalf_votes(need.id, SYSTEM)
    assert [one.name for one in given] == ["tomo", "Frau Weber"]
    for one in given:
        boss.post(f"/desk/needs/votes/{one.vote.id}/withdraw")
    assert queries.need_by_id(need.id).votes_count == 0


def test_a_board_is_opened_for_a_group_and_a_need_moves_there(boss, need, tomo):
    fans.fill_group(key="bench", name="Bench", fan_ids=[tomo.id], at=AT)
    boss.post("/desk/boards", {"name_en": "Bench", "audience": "group:bench"})
    assert "The group" in boss.get("/desk/boards").text
    boss.post(f"/desk/needs/{need.id}/board", {"board": "bench"})
    assert queries.need(need.id) is None
    boss.post("/desk/boards/bench", {"name_en": "Bench", "audience": "public"})
    assert queries.need(need.id) is not None


def test_who_gave_what_is_exported_and_no_cell_is_a_formula(boss, need):
    table = boss.get(f"/desk/needs/{need.id}/contributions.csv").text.splitlines()
    assert table[0].startswith("ref,what,who,at")
    assert "'=1+1" in table[1]
    told = json.loads(boss.get(f"/desk/needs/{need.id}/contributions.json").text)
    assert [(row["who"], row["what"], row["title"]) for row in told["contributions"]] == [
        ("mira", "bug", "=1+1")
    ]


@pytest.mark.parametrize(
    "address", ["/desk/statuses", "/desk/boards", "/desk/needs/{id}/vote-for", "/desk/needs/{id}/status"]
)
def test_an_engineer_decides_none_of_it(jonna, leo, need, address):
    team.hire(fan=leo, name="Leo", rank="engineer", by=jonna, at=AT)
    client = Client()
    client.force_login(leo)
    assert client.post(address.format(id=need.id), {"note": "x"}).status_code == 403
