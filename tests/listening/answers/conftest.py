"""A desk in Oslo, Monday to Friday, 9 to 12 and 13 to 17; the fans and the maker of listening."""

from datetime import UTC, datetime

import pytest

from fanloop.foundation import bus
from fanloop.listening.answers import actions
from fanloop.listening.community import actions as community
from fanloop.listening.voices import actions as voices
from fanloop.people.team import actions as team
from tests.listening.conftest import somebody

AT = datetime(2026, 11, 26, 14, 7, tzinfo=UTC)  # Thursday, 15:07 in Oslo
WEEK = ["09:00-12:00, 13:00-17:00"] * 5 + ["", ""]


@pytest.fixture
def desk(jonna):
    hours = actions.publish_hours(name="oslo", zone="Europe/Oslo", week=WEEK, by=jonna, at=AT, country="NO")
    return actions.set_policy(scope="", seconds=900, hours=hours, by=jonna, at=AT)


@pytest.fixture
def wen(jonna):
    return team.hire(fan=somebody("wen"), name="Wen", rank="lead", by=jonna, at=AT)


@pytest.fixture
def space(db):
    return community.open_space(slug="dawn", name="Living with Dawn", at=AT)


@pytest.fixture
def said(desk, mira):
    """Somebody says something, and the worker has heard it: returns the voice and its case."""

    def say(at=AT, fan=mira, title="Kettle resets it", topic=None):
        voice = voices.raise_voice(kind="bug", title=title, words="Old house.", fan=fan, at=at, topic=topic)
        bus.drain()
        return voice

    return say
