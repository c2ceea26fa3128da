"""Feeds as a reader of feeds gets them."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.listening.community import actions as community
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import actions as fans
from tests.listening.conftest import jonna, leo, mira, tomo  # noqa: F401 -- fixtures, used by name
from tests.site.atom import ATOM, judged, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(jonna):
    return community.open_space(slug="living", name="Living with it", at=clock.now())


def start(space, author, title, body="…"):
    return community.start_topic(space=space, author=author, title=title, body=body, at=clock.now())


def need_of(fan, member, title, board=None):
    voice = voices.raise_voice(
        kind="idea", title=title, words="Please.", fan=fan, board=board, at=clock.now()
    )
    return voices.make_need(title=title, voices=[voice], by=member, at=clock.now())


def feed(path, **more):
    answer = Client().get(path, **more)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return judged(answer.content)


def test_a_space_and_the_house_tell_what_was_started(space, mira):
    start(space, mira, "Oak & <b>arm</b>", "**Oil**? \x0c <script>x</script>")
    for path in ("/talk/living.atom", "/feed.atom"):
        (entry,) = feed(path).findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == "Oak & <b>arm</b>"
        assert "<strong>Oil</strong>" in entry.findtext(f"{ATOM}content")
        assert "<script" not in entry.findtext(f"{ATOM}content")
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "mira"


def test_a_topic_tells_its_replies_and_ends_with_what_began_it(space, mira, tomo, jonna):
    topic = start(space, mira, "Which oil?")
    for number in range(3):
        row = community.reply(topic=topic, author=tomo, body=f"r{number}", at=clock.now())
    moderation.hide(about=f"community.reply:{row.id}", by=jonna.fan, why="spam", at=clock.now())
    told = feed(f"/talk/topics/{topic.id}.atom")
    assert titles(told) == ["Reply by tomo", "Reply by tomo", "Which oil?"]


def test_hidden_topics_have_no_feed_and_stand_in_none(space, mira, jonna):
    topic = start(space, mira, "Spam")
    moderation.hide(about=f"community.topic:{topic.id}", by=jonna.fan, why="spam", at=clock.now())
    assert Client().get(f"/talk/topics/{topic.id}.atom").status_code == 404
    assert titles(feed("/talk/living.atom")) == titles(feed("/feed.atom")) == []


def test_what_stands_on_a_private_board_is_in_no_feed_even_for_its_people(mira, jonna):
    board = voices.open_board(name="Bench", audience="group:bench", by=jonna, at=clock.now())
    fans.fill_group(key="bench", name="Bench", fan_ids=[mira.id], at=clock.now())
    secret, public = need_of(mira, jonna, "Secret", board), need_of(mira, jonna, "Public")
    here = Client()
    here.force_login(mira)
    assert here.get(f"/needs/{secret.slug}.atom").status_code == 404
    assert here.get("/voices.atom", {"board": board.slug}).status_code == 404
    assert titles(judged(here.get("/voices.atom?tab=new").content)) == ["Public"]
    assert titles(feed("/feed.atom")) == ["Public"]
    assert titles(feed(f"/needs/{public.slug}.atom")) == ["Public"]


def test_a_need_tells_what_was_decided(mira, jonna):
    need = need_of(mira, jonna, "Dim below one percent")
    voices.accept_need(
        need=need, by=jonna, because="It hurts at night.", at=clock.now() + timedelta(seconds=1)
    )
    told = feed(f"/needs/{need.slug}.atom")
    assert titles(told)[0] == "Planned"
    assert "It hurts at night." in told.find(f"{ATOM}entry/{ATOM}content").text


def test_long_feeds_have_pages(space, mira):
    for number in range(27):
        start(space, mira, f"t{number}")
    first = feed("/talk/living.atom")
    (further,) = [link.get("href") for link in first.findall(f"{ATOM}link") if link.get("rel") == "next"]
    second = feed(further.removeprefix("http://testserver"))
    assert [*titles(first), *titles(second)] == [f"t{number}" for number in reversed(range(27))]


def test_who_has_a_feed_already_is_told_so(space, mira):
    start(space, mira, "Oak")
    answer = Client().get("/talk/living.atom")
    assert Client().get("/talk/living.atom", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert (
        Client().get("/talk/living.atom", headers={"If-Modified-Since": answer["Last-Modified"]}).status_code
        == 304
    )
    start(space, mira, "Ash")
    assert Client().get("/talk/living.atom", headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_ids_stay_when_words_change(space, mira):
    topic = start(space, mira, "Oak")
    before = feed("/talk/living.atom").findtext(f"{ATOM}entry/{ATOM}id")
    community.edit_topic(topic=topic, by=mira, title="Oak arm", body="…!", at=clock.now())
    bus.drain()
    assert feed("/talk/living.atom").findtext(f"{ATOM}entry/{ATOM}id") == before


def test_a_feed_asks_no_more_for_more_entries(space, mira, django_assert_max_num_queries):
    for number in range(12):
        start(space, mira, f"t{number}")
    Client().get("/talk/living.atom")
    with django_assert_max_num_queries(14):
        Client().get("/talk/living.atom")


def test_pages_name_their_feed(space, mira):
    topic = start(space, mira, "Oak")
    for path, own in (
        ("/talk/living", "/talk/living.atom"),
        (f"/talk/topics/{topic.id}", f"/talk/topics/{topic.id}.atom"),
        ("/voices?tab=new", "/voices.atom?tab=new"),
    ):
        page = Client().get(path).content.decode()
        assert page.count(f'href="{own}"') == 2
        assert 'href="/feed.atom"' in page
