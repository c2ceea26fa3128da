"""Whom the page offers while somebody calls by @: people who may be known, to people who are known."""

import pytest
from django.core.cache import cache
from django.test import Client

from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.listening.community import actions as community
from fanloop.listening.moderation import actions as moderation
from fanloop.people.fans import actions as fans
from fanloop.site import calling
from tests.listening.conftest import jonna, leo, mira, somebody, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried():
    cache.clear()


@pytest.fixture
def topic(jonna, mira):
    space = community.open_space(slug="living", name="Living with it", at=clock.now())
    return community.start_topic(space=space, author=mira, title="Oak", body="…", at=clock.now())


def say(topic, who):
    return community.reply(topic=topic, author=who, body="!", at=clock.now())


def offered(fan, q="", topic=None, client=None):
    browser = client or Client()
    if fan:
        browser.force_login(fan)
    return browser.get("/talk/handles", {"q": q, "topic": topic.id if topic else ""})


def handles(*asked, **more):
    return offered(*asked, **more).json()["handles"]


def test_who_spoke_last_comes_first_and_nobody_calls_themselves(topic, mira, tomo, leo):
    for who in (tomo, leo, mira, tomo):
        say(topic, who)
    assert handles(leo, "", topic) == [tomo.handle, mira.handle]
    assert handles(leo, mira.handle[0].upper(), topic) == [mira.handle]


def test_everybody_else_is_offered_from_two_letters_on_and_never_a_pattern(topic, leo, mira):
    stranger = somebody("lea")
    assert handles(mira, "l", topic) == []
    assert handles(mira, "le", topic) == [stranger.handle, leo.handle]
    assert handles(leo, "le", topic) == [stranger.handle]
    assert handles(mira, "%%", topic) == []
    assert handles(mira, "__", topic) == []


def test_who_is_hidden_or_gone_is_offered_to_nobody(topic, mira, tomo, leo, jonna):
    moderation.hide(about=ref(say(topic, tomo)), by=jonna.fan, why="spam", at=clock.now())
    assert handles(leo, "", topic) == [mira.handle]
    moderation.hide(about=ref(topic), by=jonna.fan, why="spam", at=clock.now())
    assert handles(leo, "", topic) == []
    gone = tomo.handle
    fans.erase(fan=tomo, by=tomo, at=clock.now())
    assert handles(leo, gone) == []


def test_only_who_is_logged_in_asks_and_only_as_fast_as_people_type(topic, leo, monkeypatch):
    assert offered(None, "le").status_code == 302
    monkeypatch.setattr(calling, "PER_MINUTE", 3)
    browser = Client()
    said = [offered(leo, "le", client=browser) for _ in range(4)]
    assert [answer.status_code for answer in said] == [200, 200, 200, 429]
    assert 0 < int(said[-1].headers["Retry-After"]) <= 60


@pytest.mark.parametrize("topic_id", ["", "x", "9" * 30, "-1", "999999"])
def test_a_topic_nobody_knows_has_no_speakers(jonna, leo, topic_id):
    browser = Client()
    browser.force_login(leo)
    assert browser.get("/talk/handles", {"q": "", "topic": topic_id}).json() == {"handles": []}
