"""Fridays as fans see them: what left with whose name, what waits and why, without a script."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from fanloop.foundation import bus
from fanloop.people.fans import actions as fan_actions
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.actions import NewChange, NewTrain, import_releases
from fanloop.things.products.actions import add_line
from tests.lasting import NOW, present, world  # noqa: F401 -- fixtures, used by name

ATOM = "{http://www.w3.org/2005/Atom}"
pytestmark = pytest.mark.django_db


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_fridays_show_the_line_and_what_has_left(client, world):
    page = text(client.get("/fridays"))
    assert "26.48 leaves" in page
    assert "Dawn 26.47" in page
    assert "6 changes" in page
    assert "Still on the platform:Dim below 1 % 4 of 31 testers" in page


def test_notes_name_who_asked_who_helped_and_who_made_it(client, world):
    answer = client.get("/fridays/dawn/26.47")
    page = text(answer)
    assert "Asked by nightnurse, mira.k, old.bookbinder. Made by Ilse." in page
    assert "Made by Wen, gridwalker." in page
    assert '<a href="/people/nightnurse">nightnurse</a>' in answer.content.decode()
    assert page.index("New") < page.index("Improved") < page.index("Fixed")
    assert "Stayed on the platformDim below 1 %" in page


def test_notes_speak_the_reader_s_language(client, world):
    assert "旋钮可以转半格" in text(client.get("/fridays/dawn/26.47", headers={"accept-language": "zh-hans"}))


def test_a_boarding_train_counts_down_and_says_who_waits(client, world):
    assert "boarding" in text(client.get("/fridays/dawn/26.49"))
    page = text(client.get("/fridays/dawn/26.48"))
    assert "doors closed" in page
    assert re.search(r"\d+ fans are waiting for it", page)


def test_a_change_left_behind_tells_why_and_where_it_was(client, world):
    page = text(client.get(f"/changes/{world['change.dim'].id}"))
    assert "on the platform" in page
    assert "4 of 31 testers" in page
    assert "Left 26.47" in page
    assert "The promise it keeps" in page


def test_an_erased_fan_has_no_name_and_no_page(client, world):
    leo = world["fan.leo"]
    fan_actions.erase(fan=leo, by=leo, at=NOW)
    bus.drain()
    assert "lefthand.leo" not in client.get("/fridays/dawn/26.47").content.decode()


def test_words_of_a_person_stand_above_the_generated_notes(client, world):
    body = f"# Hello\n\nThanks, {{fan:{world['fan.mira'].id}}}. <script>alert(1)</script>"
    actions.rewrite_note(train=world["train.26.47"], language="en", body=body, by=world["member.wen"], at=NOW)
    answer = client.get("/fridays/dawn/26.47").content.decode()
    assert "Thanks, mira.k." in answer
    assert "<script>alert" not in answer


@pytest.mark.parametrize(
    "address",
    [
        "/fridays?line=none",
        "/fridays/none/26.47",
        "/fridays/dawn/99.99",
        "/changes/987654321",
        "/fridays/dawn/\x00",
    ],
)
def test_what_is_not_there_is_a_404(client, world, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "9" * 40])
def test_any_page_number_is_a_page(client, world, page):
    assert client.get("/fridays", {"page": page}).status_code == 200
    assert client.get("/fridays/dawn/26.47", {"page": page}).status_code == 200


@pytest.fixture
def archive(world):
    """A line with a release of 250 changes, whose tag and titles hold what tags and titles may hold."""
    line = add_line(slug="firmware", name="Firmware", kind="software", at=NOW)
    train = NewTrain("t:1", line.id, "rel/1.0+<b>", datetime(2013, 1, 1, tzinfo=UTC))
    changes = [
        NewChange(f"c:{n}", line.id, f"Fix \x1b[31m<i>{n}</i> & co", "fixed", train.left_at, train="t:1")
        for n in range(250)
    ]
    return import_releases(origin="oem", trains=[train], changes=changes, at=NOW)


def test_an_imported_train_is_marked_and_paged(client, archive):
    page = text(client.get("/fridays/firmware/rel/1.0+<b>"))
    assert "250 changes" in page
    assert "imported" in page.lower()
    assert "1 to 60 of 250" in page
    assert "&lt;i&gt;0&lt;/i&gt;" in page


def test_a_page_of_sixty_changes_asks_a_bounded_number_of_questions(
    client, archive, django_assert_max_num_queries
):
    with django_assert_max_num_queries(26):
        client.get("/fridays/firmware/rel/1.0+<b>")
    with django_assert_max_num_queries(40):
        client.get("/fridays")


def test_lines_can_be_read_alone(client, archive):
    page = text(client.get("/fridays", {"line": "firmware"}))
    assert "Dawn 26.47" not in page
    assert "Firmware rel/1.0" in page


def test_the_feed_is_well_formed_whatever_titles_hold(client, archive):
    answer = client.get("/fridays.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == ["Dawn 26.47", "Firmware rel/1.0+<b>"]
    assert feed.findtext(f"{ATOM}updated") == "2026-11-21T09:40:00Z"
    pages = [entry.find(f"{ATOM}link").get("href") for entry in feed.findall(f"{ATOM}entry")]
    assert all(client.get(page.removeprefix("http://testserver")).status_code == 200 for page in pages)


def test_references_of_the_trail_lead_to_these_pages(client, world):
    train, change = world["train.26.47"], world["change.dim"]
    assert client.get(f"/go/releases.train:{train.id}")["Location"] == "/fridays/dawn/26.47"
    assert client.get(f"/go/releases.change:{change.id}")["Location"] == f"/changes/{change.id}"


def test_fridays_are_a_calendar_with_every_train(client, archive):
    answer = client.get("/fridays.ics", {"line": "dawn"})
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    trains = Calendar.from_ical(answer.content).walk("VEVENT")
    assert "Dawn 26.47" in [str(train["summary"]) for train in trains]
    assert len({str(train["uid"]) for train in trains}) == len(trains)
    assert client.get("/fridays.ics", {"line": "dawn"}).content == answer.content


def test_a_train_shows_its_stations_with_author_and_reason(client, world):
    page = text(client.get("/fridays/dawn/26.47"))
    assert "31 testers in four countries have it." in page
    assert page.index("Goes on") < page.index("Stopped")
    assert "Ilse · 4 of 31 testers see the light flicker." in page
    assert "Wen · It is “Dim below 1 %” alone" in page
    assert "Dim below 1 % left behind: failed in beta" in page


def test_the_calendar_shows_a_quarter_with_what_a_holiday_moves(client, world):
    page = text(client.get("/fridays/calendar"))
    assert "Dawn 26.48 leaves in" in page
    assert "November 2026" in page
    assert re.search(r"Dawn 26\.52\s*moved by a holiday\s*Wed 23 Dec, 17:00", page)
    assert "Fridays at six in Oslo" in page


def calendar(client):
    trains = Calendar.from_ical(client.get("/fridays.ics", {"line": "dawn"}).content).walk("VEVENT")
    return {str(train["summary"]): train for train in trains}


def test_a_calendar_that_was_copied_hears_of_stops_moves_and_ends(client, world):
    before = calendar(client)
    assert before["Dawn 26.48"]["status"] == "CONFIRMED"
    assert before["Dawn 27.01"]["status"] == "TENTATIVE"
    wen, train = world["member.wen"], world["train.26.48"]
    actions.hold(train=train, why="Flicker.", by=wen, at=NOW)
    actions.withdraw_train(train=world["train.26.49"], why="Fair.", by=wen, at=NOW)
    after = calendar(client)
    assert (after["Dawn 26.48"]["status"], after["Dawn 26.49"]["status"]) == ("TENTATIVE", "CANCELLED")
    assert after["Dawn 26.48"]["sequence"] > before["Dawn 26.48"]["sequence"]
    assert after["Dawn 26.48"]["uid"] == before["Dawn 26.48"]["uid"]
    assert str(after["Dawn 26.48"]["description"]) == "Stopped: Flicker."


def test_a_departure_of_the_timetable_keeps_its_name_when_it_is_planned(client, world):
    before = calendar(client)["Dawn 26.51"]
    actions.plan_fridays(line=world["line.dawn"], at=NOW, count=4)
    after = calendar(client)["Dawn 26.51"]
    assert after["uid"] == before["uid"]
    assert after["dtstart"].dt == before["dtstart"].dt
    assert after["sequence"] > before["sequence"]


def test_the_trail_leads_from_a_stop_to_its_train(client, world):
    hold = queries.holds(world["train.26.47"].id)[0]
    assert client.get(f"/go/releases.hold:{hold.id}")["Location"] == "/fridays/dawn/26.47"


def test_a_change_shows_what_fans_say_of_it_with_how_sure_that_is(client, world):
    page = text(client.get(f"/changes/{world['change.page'].id}"))
    assert re.search(
        r"Fixed for you\?The whole week not fixed 29\W?% \(8\W?%–64\W?%\) of those who tried it say yes", page
    )
    assert "2 yes · 5 no · 3 not tried" in page
    assert "What it answers is open again by itself." in page
    few = text(client.get(f"/changes/{world['change.deutsch'].id}"))
    assert "too few to say" in few
    assert "of those who tried" not in few


def test_a_change_that_has_not_left_asks_nobody(client, world):
    assert "Fixed for you?" not in text(client.get(f"/changes/{world['change.sunrise'].id}"))
