"""Comments on anything: the first word opens a topic, the next ones go on there, and the page shows the newest."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation.viewer import ANYONE
from fanloop.listening.community import actions as community
from fanloop.listening.community import queries as talk
from fanloop.listening.events import actions as events
from fanloop.listening.voices import actions as voices
from fanloop.releasing.releases import actions as releases
from tests.listening.conftest import AT, jonna, lamp, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


@pytest.fixture
def space(lamp):
    community.open_space(slug="talk", name="Talk", at=AT)
    return community.open_space(slug="dawn", name="Dawn", line=lamp, at=AT)


@pytest.fixture
def places(space, jonna, lamp, mira):
    """Everything that can be talked about: its reference and its page."""
    voice = voices.raise_voice(kind="idea", title="Sun", words="Wake me.", fan=mira, line=lamp, at=AT)
    need = voices.make_need(title="Sun", voices=[voice], by=jonna, at=AT)
    train = releases.plan_train(line=lamp, leaves_at=AT + timedelta(days=4), at=AT)
    change = releases.make_change(line=lamp, title="Darker", kind="new", acceptances=[], at=AT)
    releases.board(change=change, train=train, by=jonna, at=AT)
    evening = events.NewEvent(
        kind="online", title={"en": "Evening"}, starts=AT + timedelta(days=9), ends=AT + timedelta(days=9, hours=1),
        time_zone="UTC", words={"en": "Come."}, link="https://meet.example.org/dawn",
    )  # fmt: skip
    event = events.open_event(new=evening, by=jonna, at=AT)
    return {
        f"voices.need:{need.id}": f"/needs/{need.slug}",
        f"releases.train:{train.id}": f"/fridays/dawn/{train.number}",
        f"releases.change:{change.id}": f"/changes/{change.id}",
        f"events.event:{event.id}": f"/events/{event.id}",
    }


def test_the_first_word_opens_the_talk_and_every_next_one_goes_on_there(places, tomo, leo):
    for number, (about, page) in enumerate(places.items()):
        assert "Log in to begin" in browser().get(page).text
        words = [f"Which one, of these {number}?", f"Mine, please, by all {number}."]
        assert browser(tomo).post(f"/talk/about/{about}", {"body": words[0]}).url == f"{page}#talk"
        assert talk.topic_about(about, ANYONE).body == words[0]
        browser(leo).post(f"/talk/about/{about}", {"body": words[1]})
        assert talk.topic_about(about, ANYONE).replies_count == 1
        shown = browser(leo).get(page).text
        assert all(said in shown for said in words)
        tomo, leo = leo, tomo
        forget_the_gate()


def forget_the_gate():
    from fanloop.listening.moderation.models import Passage

    Passage.objects.all().delete()


def test_a_talk_about_something_of_a_line_opens_in_its_space(places, tomo, space):
    about = next(iter(places))
    browser(tomo).post(f"/talk/about/{about}", {"body": "Which sun?"})
    assert talk.topic_about(about, ANYONE).space == space


@pytest.mark.parametrize("about", ["voices.need:999", "fans.fan:1", "nonsense", "releases.train:999"])
def test_what_cannot_be_talked_about_is_not_there(space, jonna, tomo, about):
    assert browser(tomo).post(f"/talk/about/{about}", {"body": "Hello there"}).status_code == 404


def test_where_no_space_is_open_nothing_is_offered(jonna, lamp, tomo):
    change = releases.make_change(line=lamp, title="Darker", kind="new", acceptances=[], at=AT)
    assert "/talk/about/" not in browser(tomo).get(f"/changes/{change.id}").text
    browser(tomo).post(f"/talk/about/releases.change:{change.id}", {"body": "Hello there"})
    assert talk.topic_about(f"releases.change:{change.id}", ANYONE) is None
