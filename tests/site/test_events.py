from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from fanloop.foundation import clock
from fanloop.listening.events import actions, queries
from fanloop.people.fans.actions import join
from fanloop.people.team import actions as team
from fanloop.people.team import queries as members

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture
def boss(db):
    founder = join(handle="jonna", email=None, password=None, at=AT)
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=founder, member_name="Jonna", at=AT
    )
    return members.member_of(founder.id)


@pytest.fixture
def event(boss):
    day = clock.now().astimezone(OSLO).replace(hour=11, minute=0, second=0, microsecond=0) + timedelta(days=9)
    new = actions.NewEvent(
        kind="local", title={"en": "Clamp day"}, words={"en": "Bring **your** lamp."}, starts=day,
        ends=day + timedelta(hours=4), time_zone="Europe/Oslo", place="Oslo", seats=1,
    )  # fmt: skip
    return actions.open_event(new=new, by=boss, at=AT)


@pytest.fixture
def mira(boss):
    return join(handle="mira.k", email=None, password=None, at=AT)


def _file(client, address):
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def test_the_page_tells_the_time_of_the_place(client, event):
    page = client.get(f"/events/{event.id}").content.decode()
    assert "11:00" in page
    assert "15:00" in page
    assert "(Europe/Oslo)" in page
    assert "1 of 1 free" in page
    assert "Clamp day" in client.get("/events").content.decode()
    assert "Clamp day" not in client.get("/events?when=past").content.decode()
    assert client.get("/events/99999").status_code == 404


def test_a_seat_is_taken_and_given_back_without_scripts(client, event, mira):
    client.force_login(mira)
    page = client.post(f"/events/{event.id}/seat", {"want": "1"}, follow=True).content.decode()
    assert queries.mine(event.id, mira.id).seat.code in page
    client.post(f"/events/{event.id}/seat", {"want": "0"})
    assert queries.mine(event.id, mira.id) is None


def test_the_second_reads_the_place_in_the_line(client, boss, event, mira):
    actions.take_seat(event=event, fan=boss.fan, at=clock.now())
    client.force_login(mira)
    assert "Wait for a seat" in client.get(f"/events/{event.id}").content.decode()
    page = client.post(f"/events/{event.id}/seat", {"want": "1"}, follow=True).content.decode()
    assert "Place 1 in the line" in page


def test_somebody_without_an_account_is_asked_to_log_in(client, event):
    assert "/account/login/" in client.post(f"/events/{event.id}/seat").headers["Location"]


def test_the_calendar_keeps_the_hour_and_the_number(client, boss, event):
    [first] = _file(client, f"/events/{event.id}.ics").walk("VEVENT")
    assert first["dtstart"].dt == event.starts
    assert str(first["dtstart"].dt.tzinfo) == "Europe/Oslo"
    assert first["dtstamp"].dt == AT
    assert (first["status"], first["sequence"], first["summary"]) == ("CONFIRMED", 0, "Clamp day")
    actions.cancel_event(event=event, because="The roof leaks.", by=boss, at=AT + timedelta(days=1))
    feed = _file(client, "/events.ics")
    [later] = feed.walk("VEVENT")
    assert later["uid"] == first["uid"]
    assert (later["status"], later["sequence"]) == ("CANCELLED", 1)
    assert [str(zone["tzid"]) for zone in feed.walk("VTIMEZONE")] == ["Europe/Oslo"]


def test_the_same_events_make_the_same_bytes(client, event):
    assert client.get("/events.ics").content == client.get("/events.ics").content
