"""An answer is seen on both sides: on the voice, and in the talk the voice came out of."""

import pytest
from django.test import Client

from fanloop.foundation import bus
from fanloop.listening.answers import actions as answers
from fanloop.listening.answers import queries as cases
from fanloop.listening.community import actions as community
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.voices import actions as voices
from tests.listening.conftest import AT, jonna, lamp, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(mira, jonna):
    space = community.open_space(slug="talk", name="Talk", at=AT)
    return community.start_topic(space=space, author=mira, title="Hum", body="At 40.", at=AT)


@pytest.fixture
def voice(topic, mira):
    return voices.raise_voice(kind="bug", title="It hums", words="At 40.", fan=mira, topic=topic, at=AT)


def page(path):
    return Client().get(path).text


def test_an_answer_to_the_voice_is_quoted_in_its_talk(topic, voice, jonna):
    voices.answer_voice(voice=voice, by=jonna, words="A coil, we think.", at=AT)
    shown = page(f"/talk/topics/{topic.id}")
    assert "A coil, we think." in shown
    assert f'href="/voices/{voice.id}"' in shown
    moderation.hide(about=f"voices.voice:{voice.id}", by=jonna.fan, why="x", at=AT)
    assert "A coil" not in page(f"/talk/topics/{topic.id}")


def test_an_answer_in_the_talk_is_quoted_on_the_voice(topic, voice, jonna):
    bus.drain()
    reply = community.reply(topic=topic, author=jonna.fan, body="A coil, we think.", at=AT)
    bus.drain()
    shown = page(f"/voices/{voice.id}")
    assert "A coil, we think." in shown
    assert f'href="/go/community.reply:{reply.id}"' in shown
    moderation.hide(about=f"community.reply:{reply.id}", by=jonna.fan, why="x", at=AT)
    assert "A coil" not in page(f"/voices/{voice.id}")


def test_hours_count_as_said_once_a_person_has_said_them(jonna):
    answers.first_policy(at=AT)
    assert not cases.hours_were_said()
    answers.publish_hours(
        name="default", zone="Europe/Berlin", week=["09:00-17:00"] * 5 + ["", ""], by=jonna, at=AT
    )
    assert cases.hours_were_said()
