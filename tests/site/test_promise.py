"""The promise in public: the proof, how somebody's words stand, a word back, and whether it helped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.refs import ref
from fanloop.listening.answers import actions, queries
from fanloop.listening.community import actions as community
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import actions as fans
from fanloop.people.markets import actions as markets
from tests.listening.conftest import jonna, leo, mira, somebody, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
NIGHT = datetime(2026, 11, 26, 21, 0, tzinfo=UTC)
WEEK = ["09:00-12:00, 13:00-17:00"] * 5 + ["", ""]


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """The clock of the house stands at a moment that a test may move."""
    at = [NOW]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    return at


@pytest.fixture
def desk(jonna):
    hours = actions.publish_hours(name="Oslo", zone="Europe/Oslo", week=WEEK, country="NO", by=jonna, at=NOW)
    return actions.set_policy(scope="", seconds=900, hours=hours, by=jonna, at=NOW)


@pytest.fixture
def say(desk, mira):
    def said(minutes_ago=6, at=None, title="Kettle resets it"):
        moment = at or NOW - timedelta(minutes=minutes_ago)
        voice = voices.raise_voice(kind="bug", title=title, words="Old house.", fan=mira, at=moment)
        bus.drain()
        return voice

    return said


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


def case_of(voice):
    return queries.case_of(ref(voice))


def test_a_waiting_voice_says_when_it_is_answered_at_the_latest(say):
    page = browser().get(f"/voices/{say().id}").text
    assert "A person answers by 15:29 (Oslo time)." in page
    assert "9 minutes left" in page


def test_at_night_a_voice_says_when_the_desk_opens(say, moment):
    moment[0] = NIGHT
    page = browser().get(f"/voices/{say(at=NIGHT).id}").text
    assert "The desk opens 09:00 tomorrow; a person answers by 09:15 tomorrow (Oslo time)." in page


def test_a_reader_elsewhere_reads_their_own_clock(say, tomo):
    west = markets.open_market(
        code="us",
        name="US",
        currency="USD",
        languages=["en"],
        tax_rate_bp=0,
        time_zone="America/Los_Angeles",
        at=NOW,
    )
    fans.change_profile(fan=tomo, name="", language="en", market=west, at=NOW)
    assert "by 06:29 (Los Angeles time)" in browser(tomo).get(f"/voices/{say().id}").text
    assert "09:00–12:00" in browser().get("/promise").text
    assert "00:00–03:00" in browser(tomo).get("/promise").text


def test_a_topic_has_its_ring_too(desk, mira):
    space = community.open_space(slug="dawn", name="Dawn", at=NOW)
    topic = community.start_topic(space=space, author=mira, title="Oil?", body="Which?", at=NOW)
    bus.drain()
    assert "A person answers by 15:35" in browser().get(f"/talk/topics/{topic.id}").text


def test_the_one_who_is_asked_back_answers_on_the_page_and_nobody_else(say, jonna, mira, tomo):
    voice = say()
    number = case_of(voice).id
    actions.ask_back(case_id=number, by=jonna, question="Which build?", at=NOW)
    page = browser(mira).get(f"/voices/{voice.id}").text
    assert "Which build?" in page
    assert "Your word back" in page
    assert "Your word back" not in browser(tomo).get(f"/voices/{voice.id}").text
    assert browser(tomo).post(f"/cases/{number}/word", {"words": "26.48"}).status_code == 404
    browser(mira).post(f"/cases/{number}/word", {"words": "26.48"})
    assert (case_of(voice).state, queries.events_of(number)[-1].words) == ("open", "26.48")


def test_the_asker_says_whether_it_helped_and_everybody_reads_it(say, jonna, mira, tomo):
    voice = say()
    actions.answer(case_id=case_of(voice).id, by=jonna, words="Mended.", at=NOW)
    assert "Did this help?" in browser(mira).get(f"/voices/{voice.id}").text
    assert "Did this help?" not in browser(tomo).get(f"/voices/{voice.id}").text
    browser(mira).post(f"/cases/{case_of(voice).id}/helped", {"helped": "1", "words": "It did."})
    page = browser().get(f"/voices/{voice.id}").text
    assert "It helped mira. “It did.”" in page
    browser(tomo).post(f"/cases/{case_of(voice).id}/helped", {"helped": "0"})
    assert queries.judged(since=NOW - timedelta(days=1)).of == 1


def test_the_proof_counts_what_was_kept_and_what_was_not(say, jonna):
    for ago, took in ((120, 6), (90, 30), (60, 9)):
        voice = say(minutes_ago=ago)
        actions.answer(
            case_id=case_of(voice).id, by=jonna, words="Yes.", at=NOW - timedelta(minutes=ago - took)
        )
    say(minutes_ago=2)
    page = browser().get("/promise").text
    assert '<b class="is-kept">2 of 3</b> in time. 1 may still be.' in page
    assert "2 of 3, half within 9 min" in page
    assert "These are few cases" in page
    assert "Somebody sits at the desk now. What you say this minute is answered by 15:35." in page


def test_nobody_is_named_on_the_proof(say, jonna):
    actions.answer(case_id=case_of(say()).id, by=jonna, words="Yes.", at=NOW)
    assert "Jonna" not in browser().get("/promise").text


def test_the_proof_of_a_house_that_has_said_nothing_stands(jonna):
    page = browser().get("/promise")
    assert (page.status_code, "No desk hours are said yet" in page.text) == (200, True)


def test_the_proof_asks_a_fixed_number_of_queries(say, django_assert_max_num_queries):
    browser().get("/promise")
    for ago in range(12):
        say(minutes_ago=ago)
    with django_assert_max_num_queries(25):
        browser().get("/promise")


def test_home_links_to_the_proof_and_draws_todays_rings(say, jonna):
    actions.answer(case_id=case_of(say()).id, by=jonna, words="Yes.", at=NOW)
    page = browser().get("/").text
    assert 'href="/promise"' in page
    assert '<b class="is-kept">1 of 1</b> in time.' in page
