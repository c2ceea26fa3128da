"""The search page: who finds what, how it is narrowed, and what is said when little is found."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.listening.community import actions as community
from fanloop.listening.events import queries as events  # noqa: F401 -- registers its kind
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import actions as fans
from tests.listening.conftest import jonna, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def space(jonna):
    return community.open_space(slug="living", name="Living with it", at=clock.now())


def start(space, author, title, body="…", **more):
    return community.start_topic(space=space, author=author, title=title, body=body, at=clock.now(), **more)


def raise_voice(fan, title, **more):
    return voices.raise_voice(
        kind="idea", title=title, words="", fan=fan, language="en", at=clock.now(), **more
    )


def page(query, fan=None, **more):
    client = Client()
    if fan:
        client.force_login(fan)
    answer = client.get("/search", {"q": query, **more})
    assert answer.status_code == 200
    return answer


def refs(query, fan=None, **more):
    return [find.ref for find in page(query, fan, **more).context["finds"]]


def test_a_reply_is_led_to_itself_and_the_first_words_to_the_topic(space, mira, tomo):
    topic = start(space, mira, "Which oil", "for the oak arm?")
    reply = community.reply(topic=topic, author=tomo, body="Hard wax holds.", at=clock.now())
    bus.drain()
    assert refs("wax") == [f"community.reply:{reply.id}"]
    assert refs("oak") == [f"community.topic:{topic.id}"]
    assert "Hard <mark>wax</mark>" in page("wax").content.decode()


def test_a_hidden_reply_is_not_led_to(space, mira, tomo, jonna):
    topic = start(space, mira, "Which oil", "for the oak arm?")
    reply = community.reply(topic=topic, author=tomo, body="Hard wax holds.", at=clock.now())
    moderation.hide(about=f"community.reply:{reply.id}", by=jonna.fan, why="spam", at=clock.now())
    assert refs("wax") in ([], [f"community.topic:{topic.id}"])
    bus.drain()
    assert refs("wax") == []


def test_a_hidden_voice_is_found_by_nobody_until_it_is_shown_again(mira, jonna):
    voice = raise_voice(mira, "Velvet shade")
    moderation.hide(about=f"voices.voice:{voice.id}", by=jonna.fan, why="spam", at=clock.now())
    assert refs("velvet") == []
    bus.drain()
    assert refs("velvet", jonna.fan) == []
    moderation.unhide(about=f"voices.voice:{voice.id}", by=jonna.fan, why="no spam", at=clock.now())
    bus.drain()
    assert refs("velvet") == [f"voices.voice:{voice.id}"]


def test_what_stands_on_a_private_board_is_found_by_its_people_alone(mira, tomo, jonna):
    board = voices.open_board(name="Bench", audience="group:bench", by=jonna, at=clock.now())
    fans.fill_group(key="bench", name="Bench", fan_ids=[mira.id], at=clock.now())
    voice = raise_voice(mira, "Velvet shade", board=board)
    assert refs("velvet", mira) == [f"voices.voice:{voice.id}"]
    assert refs("velvet", tomo) == refs("velvet") == []
    assert not page("velvit", tomo).context["again"]


def test_searches_are_narrowed_by_space_person_kind_time_and_what_is_ones_own(space, mira, tomo):
    mine, other = start(space, mira, "Oak arm"), start(space, tomo, "Oak foot")
    voice = raise_voice(mira, "Oak shade")
    assert refs("oak person:mira kind:topic") == [f"community.topic:{mine.id}"]
    assert refs("oak", by="@tomo") == [f"community.topic:{other.id}"]
    assert sorted(refs("oak", where="living")) == sorted(f"community.topic:{row.id}" for row in (mine, other))
    assert refs("oak", mira, mine="1", **{"in": "voices"}) == [f"voices.voice:{voice.id}"]
    assert refs("oak", mine="1") == []
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    assert refs(f"oak after:{tomorrow}") == []
    assert len(refs(f"oak before:{tomorrow}")) == 3
    assert refs("oak person:nobody") == []


def test_counts_stand_on_the_tabs(space, mira):
    start(space, mira, "Oak arm")
    raise_voice(mira, "Oak shade")
    tabs = {str(tab.label): tab.count for tab in page("oak").context["tabs"]}
    assert tabs == {"Everything": 2, "Voices": 1, "Talk": 1}


def test_a_slip_of_the_finger_says_what_it_shows_and_may_be_overruled(space, mira):
    topic = start(space, mira, "Sunrise in winter")
    answer = page("sunrsie")
    assert [find.ref for find in answer.context["finds"]] == [f"community.topic:{topic.id}"]
    assert "Showing results for" in answer.content.decode()
    assert refs("sunrsie", exactly="1") == []


def test_a_language_is_asked_whatever_the_pages_language_is(space, mira):
    topic = start(space, mira, "Leuchten im Bad", language="de")
    other = start(space, mira, "日出唤醒", language="zh-hans")
    assert refs("leuchte") == [f"community.topic:{topic.id}"]
    assert refs("唤醒") == [f"community.topic:{other.id}"]
    assert refs("日岀唤醒") == [f"community.topic:{other.id}"]


def test_people_are_known_by_their_handle(mira, jonna):
    assert [(one.title, one.href) for one in page("@mira").context["known"]] == [("@mira", "/people/mira")]


def test_titles_while_typing_are_those_that_begin_so(space, mira):
    start(space, mira, "Sunrise in winter")
    assert "<mark>Sunrise</mark>" in Client().get("/search/titles", {"q": "sunr"}).content.decode()
    assert Client().get("/search/titles", {"q": ""}).content == b""


def test_words_of_people_are_escaped(space, mira):
    start(space, mira, "<script>alert(1)</script> oak")
    said = page('"><script> oak').content.decode()
    assert "<script>alert" not in said
    assert '"><script>' not in said


def test_who_is_not_logged_in_waits_after_many_searches(space, mira, settings):
    settings.SEARCHES_A_MINUTE = 2
    here = Client()
    answers = [here.get("/search", {"q": "oak"}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) <= 60
    assert page("oak", mira).status_code == 200


def test_a_search_asks_no_more_for_more_finds(space, mira, django_assert_max_num_queries):
    for number in range(12):
        start(space, mira, f"Oak {number}")
    client = Client()
    client.get("/search", {"q": "oak"})
    with django_assert_max_num_queries(32):
        client.get("/search", {"q": "oak"})


@pytest.mark.parametrize(
    "query", ["", "kind:", '"', "person:", "in:nowhere", "after:2026-99-99", "x" * 500, "\x00", "亮"]
)
def test_no_question_breaks_the_page(query, jonna):
    assert page(query, page="9" * 6, **{"in": "nonsense"}).status_code == 200
