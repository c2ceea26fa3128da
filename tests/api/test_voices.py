"""Voices by machines: details of a bug, me-toos with a device, reasons of votes, statuses and their history."""

import pytest

from fanloop.listening.voices import actions
from tests.api.conftest import AT

pytestmark = pytest.mark.django_db

BUG = {
    "kind": "bug", "words": "It came late.",
    "detail": {"line": "dawn", "variant": "Oak", "build": "26.47", "steps": "Wait.", "expected": "7:00", "got": "7:11"},
}  # fmt: skip


def test_a_bug_is_raised_with_its_details_and_read_with_them(machine, people, lamp):
    told = machine(people.fan_a).post(
        "/v1/voices", BUG | {"detail": BUG["detail"] | {"line": lamp.line.slug}}
    )
    assert told.status_code == 201, told.json()
    detail = machine(None).get(told.json()["href"].removeprefix("/api")).json()["detail"]
    assert (detail["line"], detail["build"], detail["got"]) == (lamp.line.slug, "26.47", "7:11")


def test_a_line_that_is_none_is_named_where_it_stands(machine, people):
    told = machine(people.fan_a).post("/v1/voices", BUG | {"detail": {"line": "nothing"}})
    assert (told.status_code, told.json()["errors"][0]["pointer"]) == (409, "/detail/line")


def test_me_too_is_said_once_changed_and_taken_back(machine, people, need, lamp):
    voice = actions.raise_voice(kind="bug", title="x", words="w", fan=people.founder, at=AT)
    fan, address = machine(people.fan_a), f"/v1/voices/{voice.id}/me-too"
    fan.post(address, {"words": "Same here.", "line": None})
    said = fan.post(address, {"variant": "Oak", "build": "26.47"}).json()["items"]
    assert [(one["by"], one["words"], one["device"]) for one in said] == [
        ("mira", "Same here.", "Oak, 26.47")
    ]
    assert fan.delete(address).json()["items"] == []
    assert fan.post("/v1/voices/999999/me-too", {}).status_code == 404


def test_a_need_tells_how_it_stands_and_what_was_decided_before(machine, people, need, boss):
    actions.decline_need(need=need, by=boss, because="Physics.", at=AT)
    found = machine(None).get(f"/v1/needs/{need.slug}").json()
    assert found["status"] == {"slug": "declined", "kind": "declined", "name": "Declined"}
    assert [(step["because"], step["by"]) for step in found["history"]] == [("Physics.", boss.name)]
    assert "declined" in {one["kind"] for one in machine(None).get("/v1/statuses").json()}


def test_a_private_board_is_not_there_for_other_tokens(machine, people, need, boss):
    board = actions.open_board(name="Team", audience="staff", by=boss, at=AT)
    actions.move_need(need=need, board=board, at=AT)
    fan = machine(people.fan_a)
    assert fan.get(f"/v1/needs/{need.slug}").status_code == 404
    assert fan.post(f"/v1/needs/{need.slug}/vote", {"why": "x"}).status_code == 404
    assert fan.get("/v1/needs").json()["items"] == []
