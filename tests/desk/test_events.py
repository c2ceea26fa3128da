import csv
from datetime import timedelta

import pytest

from fanloop.foundation import clock
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.events import actions, queries
from fanloop.people.team.queries import staff_acts


@pytest.fixture
def said():
    return {
        "title_en": "Bench day", "words_en": "Bring your lamp.", "kind": "local", "time_zone": "Europe/Oslo",
        "starts": "2027-01-16T11:00", "ends": "2027-01-16T15:00", "place": "Oslo", "seats": "2",
    }  # fmt: skip


def _event(lead, said):
    lead.post("/desk/events/new", said)
    [row] = queries.events(at=clock.now())
    return row.event


def test_a_lead_invites_by_the_clock_of_the_place(enter, said):
    event = _event(enter(("lead",)), said)
    assert event.starts.isoformat() == "2027-01-16T10:00:00+00:00"
    assert event.seats == 2
    assert [line.act for line in staff_acts(viewer=SYSTEM)] == ["events.open"]


def test_an_engineer_without_the_duty_runs_nothing(enter, said):
    assert enter(("engineer",)).post("/desk/events/new", said).status_code == 403
    assert queries.events(at=clock.now()) == []


def test_what_cannot_be_is_said_in_the_form(enter, said):
    lead = enter(("lead",))
    answer = lead.post("/desk/events/new", said | {"ends": "2027-01-16T10:00"})
    assert answer.status_code == 422
    assert "ends after it starts" in answer.content.decode()


def test_the_form_of_a_change_begins_as_it_stands(enter, said):
    lead = enter(("lead",))
    event = _event(lead, said)
    page = lead.get(f"/desk/events/{event.id}/change").content.decode()
    assert 'value="2027-01-16T11:00"' in page
    assert lead.post(f"/desk/events/{event.id}/change", said | {"place": "Bergen"}).status_code == 302
    assert queries.event(event.id).event.place == "Bergen"
    assert [one.before for one in queries.changes_of(event.id)] == [{"place": "Oslo"}]


def test_the_door_takes_codes_without_scripts(enter, join, said):
    lead, mira = enter(("engineer", "moderator")), join("mira.k")
    event = _event(lead, said)
    seat = actions.take_seat(event=event, fan=mira, at=clock.now())
    page = lead.post(f"/desk/events/{event.id}/check-in", {"code": seat.code.lower()}, follow=True)
    assert "mira.k is here" in page.content.decode()
    wrong = lead.post(f"/desk/events/{event.id}/check-in", {"code": "NOPE"}, follow=True)
    assert "No seat has this code" in wrong.content.decode()


def test_the_list_leaves_as_csv(enter, join, said):
    lead, mira = enter(("lead",)), join("mira.k", name="=1+1")
    event = _event(lead, said)
    seat = actions.take_seat(event=event, fan=mira, at=clock.now())
    answer = lead.get(f"/desk/events/{event.id}/guests.csv")
    [line] = csv.DictReader(answer.content.decode().splitlines())
    assert (line["code"], line["handle"], line["name"], line["state"]) == (
        seat.code,
        "mira.k",
        "'=1+1",
        "going",
    )


def test_cancelling_asks_why(enter, said):
    lead = enter(("lead",))
    event = _event(lead, said)
    lead.post(f"/desk/events/{event.id}/cancel", {"because": " "})
    assert not queries.is_cancelled(event.id)
    lead.post(f"/desk/events/{event.id}/cancel", {"because": "The roof leaks."})
    assert "The roof leaks." in lead.get(f"/desk/events/{event.id}").content.decode()
    assert queries.event(event.id).changed_at <= clock.now() + timedelta(seconds=1)
