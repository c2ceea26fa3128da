"""From an open page to "Jonna is here": the real hub, the real table, two processes' worth of hubs."""

import asyncio

import pytest

from fanloop.config.presence import keep_here
from fanloop.foundation import clock
from fanloop.foundation.live import sealed_here
from fanloop.listening.chat import queries
from fanloop.listening.chat.models import Presence
from fanloop.listening.chat.rules.here import say_here
from tests.foundation.test_live import listening, until
from tests.listening.conftest import jonna  # noqa: F401 -- a fixture, used by name

pytestmark = pytest.mark.django_db(transaction=True)
ROOM = "chat.room:1"


def page_of(member):
    return {"topics": f"chat.presence/{ROOM}", "here": sealed_here(say_here(member.id, ROOM))}


def names():
    return queries.present([ROOM], at=clock.now()).get(ROOM, [])


def test_an_open_page_makes_its_member_present_and_tells_the_others(jonna):
    async def scene():
        asked = [{"topics": f"chat.presence/{ROOM}"}, page_of(jonna)]
        async with listening(asked=asked, keep_here=keep_here) as (_, reader, _page):
            await until(lambda: f"event: chat.presence/{ROOM}\ndata: " in reader.events)

    asyncio.run(scene())
    assert names() == ["Jonna"]


def test_two_processes_say_it_of_one_member_once(jonna):
    async def scene():
        here = {"asked": [page_of(jonna)], "keep_here": keep_here}
        async with listening(**here), listening(**here):
            await asyncio.sleep(1)

    asyncio.run(scene())
    assert names() == ["Jonna"]
    assert Presence.objects.count() == 1
