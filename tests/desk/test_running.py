"""Running trains at the desk: stations, stops with reasons, another hour, the timetable, a train out of turn."""

import re
from datetime import UTC, datetime

import pytest

from fanloop.foundation import clock
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
    """An engineer: may stop a train, may not take it off."""
    client.force_login(world["fan.mateo"])
    return client


def text(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def acts():
    return [row.act for row in team.staff_acts(viewer=SYSTEM)]


def test_a_train_s_page_tells_its_way_with_authors_and_reasons(mateo, world):
    page = text(mateo.get(f"/desk/trains/{world['train.26.47'].id}"))
    assert "stopped" in page
    assert "Ilse · 4 of 31 testers see the light flicker." in page
    assert "Wen · One build for Dawn 1 and Dawn 2." in page
    assert "Take it off" not in page


def test_an_engineer_stops_a_train_and_everybody_reads_why(mateo, client, world):
    train = world["train.26.48"]
    page = text(
        mateo.post(f"/desk/trains/{train.id}/hold", {"why": "Sunrise wakes the wrong town."}, follow=True)
    )
    assert "It is stopped, and everybody who waits for it hears why." in page
    assert "26.48 is stopped." in text(mateo.get("/desk/trains"))
    client.logout()
    for address in ("/", "/roadmap", "/fridays", "/fridays/dawn/26.48", "/fridays/calendar"):
        assert "Sunrise wakes the wrong town." in text(client.get(address)), address
    assert "Train 26.48 is stopped" in text(client.get("/"))
    told = client.get(f"/api/v1/trains/{train.id}").json()
    assert (told["station"], told["stopped"], told["withdrawn"]) == (
        "beta",
        "Sunrise wakes the wrong town.",
        "",
    )
    assert acts()[0] == "releases.hold"


def test_a_stopped_train_leaves_only_after_somebody_said_what_changed(jonna, world):
    train = world["train.26.48"]
    jonna.post(f"/desk/trains/{train.id}/hold", {"why": "Flicker."})
    assert "is stopped: Flicker." in text(jonna.post(f"/desk/trains/{train.id}/depart", follow=True))
    assert "Say what has changed" in text(
        jonna.post(f"/desk/trains/{train.id}/resume", {"why": ""}, follow=True)
    )
    jonna.post(f"/desk/trains/{train.id}/resume", {"why": "A cable."})
    jonna.post(f"/desk/trains/{train.id}/depart")
    assert queries.last_train().train == train


def test_stations_are_passed_by_a_press_and_not_backwards(mateo, world):
    train = world["train.26.49"]
    mateo.post(f"/desk/trains/{train.id}/stations", {"station": "built", "why": "One build."})
    assert queries.station_of(train.id) == "built"
    page = text(mateo.post(f"/desk/trains/{train.id}/stations", {"station": "frozen"}, follow=True))
    assert "“frozen” cannot follow" in page
    assert mateo.post(f"/desk/trains/{train.id}/stations", {"station": "departed"}).status_code == 404
    assert mateo.post(f"/desk/trains/{train.id}/stations", {"station": "x"}).status_code == 404


def test_another_hour_is_told_with_the_old_one(jonna, client, world):
    train = world["train.26.48"]
    jonna.post(f"/desk/trains/{train.id}/hour", {"leaves": "2026-11-27T20:00", "why": "The ferry is late."})
    assert queries.train_by_id(train.id).leaves_at == datetime(2026, 11, 27, 19, tzinfo=UTC)
    page = text(client.get("/fridays/dawn/26.48"))
    assert "The ferry is late." in page
    assert re.search(r"Leaves .*19:00 instead of .*17:00", page)
    answer = jonna.post(f"/desk/trains/{train.id}/hour", {"leaves": "2026-11-20T20:00", "why": "Back."})
    assert "That hour is over." in text(answer, status=422)


def test_a_train_taken_off_gives_back_its_changes(jonna, world):
    train = world["train.26.49"]
    jonna.post(f"/desk/trains/{train.id}/withdraw", {"why": "We are at the fair."})
    assert "Sunset reminder" in [
        one.change.title["en"] for one in queries.platform(world["line.dawn"].id).held
    ]
    assert "Withdrawn: We are at the fair." in text(jonna.get("/fridays/calendar"))
    listed = [row["number"] for row in jonna.get("/api/v1/trains").json()["items"]]
    assert sorted(listed) == ["26.47", "26.48", "26.49", "26.50"]


def test_risk_and_work_are_weighed_by_people(mateo, world):
    change = world["change.dim"]
    answer = mateo.post(
        f"/desk/changes/{change.id}", {"risk": "low", "effort": "0.5", "maker": world["member.wen"].id}
    )
    assert answer.status_code == 302
    found = queries.change_by_id(change.id)
    assert (found.risk, found.effort, found.maker) == ("low", 0.5, world["member.wen"])
    assert mateo.post(f"/desk/changes/{change.id}", {"risk": "cosmic"}).status_code == 422
    shipped = world["change.page"]
    answer = mateo.post(f"/desk/changes/{shipped.id}", {"risk": "low", "maker": world["member.wen"].id})
    assert "the notes have said who made it" in text(answer, status=422)


def test_a_change_withdrawn_says_why_where_it_stood(jonna, client, world):
    shipped = world["change.page"]
    jonna.post(f"/desk/changes/{shipped.id}/withdraw", {"why": "It follows cats."})
    assert "It follows cats." in text(client.get(f"/changes/{shipped.id}"))
    assert "It follows cats." in text(client.get("/fridays/dawn/26.47"))


FORM = {
    "weekday": "3", "leaves": "18:00", "zone": "Europe/Oslo", "every": "1", "starts": "2026-01-01", "freeze": "48",
    "on_holiday": "move", "country": "NO", "region": "", "own": "2026-12-24 Julaften", "why": "Thursdays suit testers.",
}  # fmt: skip


def test_a_timetable_moves_what_still_boards_and_says_so(jonna, client, world):
    assert "moved by a holiday" in text(jonna.get("/desk/lines/dawn/timetable"))
    assert jonna.post("/desk/lines/dawn/timetable", FORM).status_code == 302
    assert queries.train_by_id(world["train.26.49"].id).leaves_at == datetime(2026, 12, 3, 17, tzinfo=UTC)
    assert queries.train_by_id(world["train.26.48"].id).leaves_at == world["train.26.48"].leaves_at
    assert "Thursdays suit testers." in text(client.get("/fridays/dawn/26.49"))
    assert "Thursdays suit testers." in text(client.get("/fridays/calendar"))


@pytest.mark.parametrize(
    "wrong",
    [{"why": ""}, {"zone": "Moon"}, {"weekday": "8"}, {"own": "Christmas"}, {"freeze": "-1"}, {"every": "0"}],
)
def test_a_timetable_that_cannot_be_keeps_the_words(jonna, world, wrong):
    page = text(jonna.post("/desk/lines/dawn/timetable", {**FORM, **wrong}), status=422)
    assert "Timetable of Dawn" in page
    assert len(queries.timetables(world["line.dawn"].id)) == 1


def test_a_train_out_of_turn_boards_at_once_and_says_why(jonna, client, world):
    jonna.post("/desk/lines/dawn/hotfix", {"why": "It flickers at dusk."})
    train = queries.open_hotfix(world["line.dawn"].id)
    assert train.number == "26.47.1"
    assert "Out of turn. It flickers at dusk." in text(client.get("/fridays/dawn/26.47.1"))
    assert "Out of turn: It flickers at dusk." in text(client.get("/fridays/calendar"))
    assert "What cannot wait" not in text(jonna.get("/desk/lines/dawn/timetable"))


def test_a_late_train_says_so_everywhere(client, world, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 27, 18, tzinfo=UTC))
    for address in ("/", "/fridays", "/fridays/dawn/26.48", "/fridays/calendar"):
        assert "it should have left Fri 27 Nov, 17:00" in text(client.get(address)), address
    client.force_login(world["fan.mateo"])
    assert "It should have left Fri 27 Nov, 17:00." in text(client.get("/desk/trains"))
