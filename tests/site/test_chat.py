"""Rooms, as a browser without a script sees them, and what one with a script fetches."""

import re

import pytest
from django.db import connection
from django.test import Client

from fanloop.foundation import clock
from fanloop.foundation.live import opened
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.chat import actions, queries
from fanloop.listening.community import actions as community
from fanloop.people.team import actions as team
from tests.listening.conftest import AT, jonna, mira, somebody, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db
SCRIPT = {"headers": {"HX-Request": "true"}}


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


@pytest.fixture
def room(jonna):
    space = community.open_space(slug="bench", name="The workbench", at=AT)
    return actions.open_room(space=space, slug="evening", name="Evening", by=jonna, at=AT)


def ids(page):
    return [int(found) for found in re.findall(r'data-line="(\d+)"', page)]


def test_a_line_is_said_and_read_without_a_script(room, mira):
    client = browser(mira)
    answer = client.post("/chat/evening/say", {"words": "Hello <b>all</b>"})
    assert answer.status_code == 302
    assert re.fullmatch(r"/chat/evening#l\d+", answer.url)
    page = browser().get("/chat/evening").text
    assert "Hello &lt;b&gt;all&lt;/b&gt;" in page
    assert 'id="say"' not in page
    assert "/account/login/?next=/chat/evening" in page


def test_with_a_script_the_answer_is_what_the_page_lacks(room, mira, tomo):
    first = actions.say(room=room, author=tomo, words="one", at=clock.now())
    second = actions.say(room=room, author=tomo, words="two", at=clock.now())
    answer = browser(mira).post("/chat/evening/say", {"words": "three", "after": first.id}, **SCRIPT)
    assert ids(answer.text) == [second.id, second.id + 1]
    assert "<html" not in answer.text
    assert ids(browser().get("/chat/evening/after", {"after": second.id}).text) == [second.id + 1]


def test_a_number_above_a_thousand_stays_a_number(room, mira):
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE chat_line_id_seq RESTART WITH 1234567")
    actions.say(room=room, author=mira, words="one", at=clock.now())
    assert ids(browser().get("/chat/evening").text) == [1234567]
    assert "1,234,567" not in browser(mira).get("/chat/evening").text


def test_a_refusal_is_said_in_words_either_way(room, mira):
    client = browser(mira)
    assert client.post("/chat/evening/say", {"words": " "}, **SCRIPT).status_code == 422
    assert "cannot be empty" in client.post("/chat/evening/say", {"words": " "}, follow=True).text


def test_nobody_talks_faster_than_the_gate_allows(room, mira):
    client = browser(mira)
    first = client.post("/chat/evening/say", {"words": "one"}, **SCRIPT)
    second = client.post("/chat/evening/say", {"words": "two"}, **SCRIPT)
    assert (first.status_code, second.status_code) == (200, 422)
    assert len(queries.newest(room, viewer=ANYONE, at=clock.now())) == 1


def test_refused_words_come_back_once(room, mira):
    client = browser(mira)
    long = "z" * 2_001
    answer = client.post("/chat/evening/say", {"words": long})
    assert "z" * 2_001 not in client.get("/talk").text
    assert f">{long}</textarea>" in client.get(answer.url).text
    assert long not in client.get(answer.url).text


def test_saying_something_asks_who_it_is(room):
    answer = browser().post("/chat/evening/say", {"words": "Hello"})
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")


def test_a_day_and_its_history_can_be_opened_and_searched(room, mira):
    line = actions.say(room=room, author=mira, words="Like butter", at=AT)
    actions.index_history(at=AT)
    assert f'id="l{line.id}"' in browser().get("/chat/evening/2026-11-09").text
    found = browser().get("/chat/evening/history", {"q": "butter"}).text
    assert f"/go/chat.line:{line.id}" in found
    assert "2026-11-09" in found
    answer = browser().get(f"/go/chat.line:{line.id}")
    assert answer.url.endswith(f"/chat/evening/2026-11-09#l{line.id}")
    for nonsense in ("2026-13-01", "yesterday"):
        assert browser().get(f"/chat/evening/{nonsense}").status_code == 404


def test_the_page_of_a_member_says_who_is_here_under_a_seal(room, jonna, mira):
    page = browser(jonna.fan).get("/chat/evening").text
    assert "Jonna is here" in page
    assert 'data-here="' in page
    for other in (browser(mira), browser()):
        text = other.get("/chat/evening").text
        assert "Jonna is here" in text
        assert "data-here" not in text
    assert browser().get(f"/live-parts/here/chat.room:{room.id}").text.count("Jonna is here") == 1
    assert browser().get("/live-parts/here/nonsense").status_code == 404


def test_a_member_may_be_here_unseen(room, jonna):
    client = browser(jonna.fan)
    client.get("/chat/evening")
    client.post("/chat/seen", {"want": "0"})
    page = client.get("/chat/evening").text
    assert "Jonna is here" not in page
    assert "data-here" not in page
    client.post("/chat/seen", {"want": "1"})
    assert "Jonna is here" in client.get("/chat/evening").text


def test_only_who_keeps_order_opens_and_closes_rooms(room, jonna, mira):
    engineer = somebody("wen")
    team.hire(fan=engineer, name="Wen", rank="engineer", by=jonna, at=AT)
    for who in (mira, engineer):
        assert browser(who).get("/chat/new").status_code == 404
        assert browser(who).post("/chat/evening/close", {"want": "1"}).status_code == 404
        assert browser(who).post("/chat/seen", {"want": "0"}).status_code == (404 if who is mira else 302)
    keeper = browser(jonna.fan)
    answer = keeper.post("/chat/new", {"space": "bench", "name": "Morning", "slug": "morning"})
    assert answer.url == "/chat/morning"
    keeper.post("/chat/morning/close", {"want": "1"})
    assert "This room was closed" in browser(mira).get("/chat/morning").text


def test_a_slip_is_mended_by_its_author(room, mira, tomo):
    line = actions.say(room=room, author=mira, words="Helo", at=clock.now())
    assert browser(tomo).get(f"/chat/lines/{line.id}/mend").status_code == 404
    browser(mira).post(f"/chat/lines/{line.id}/mend", {"words": "Hello"})
    assert "Hello" in browser().get("/chat/evening").text


def test_topics_in_public_pages_need_no_seal(room):
    topics = re.findall(r'data-live="([^"]+)"', browser().get("/chat/evening").text)
    assert topics == [f"chat.presence/chat.room:{room.id}", f"chat.room:{room.id}"]
    assert [opened(topic) for topic in topics] == topics


def test_new_replies_are_counted_and_the_reader_is_led_to_the_first(room, mira, tomo, jonna):
    topic = community.start_topic(space=room.space, author=mira, title="Oak", body="Oil?", at=AT)
    first = community.reply(topic=topic, author=tomo, body="Wax", at=AT)
    second = community.reply(topic=topic, author=tomo, body="Hard wax", at=AT)
    community.reply(topic=topic, author=mira, body="Mine", at=AT)
    part = browser(mira).get(f"/live-parts/replies/{topic.id}", {"after": first.id}).text
    assert "1 new reply" in part
    assert f'href="/talk/topics/{topic.id}?page=1#r{second.id}"' in part
    assert "new repl" not in browser(mira).get(f"/live-parts/replies/{topic.id}", {"after": second.id}).text
    moved = browser().get("/live-parts/topics", {"since": AT.isoformat()})
    assert moved.status_code == 200
    for nonsense in ("", "yesterday", "2026-11-09"):
        assert browser().get("/live-parts/topics", {"since": nonsense}).status_code == 404
