"""Live events on a real LISTEN connection; the readers are ASGI connections of our own."""

import asyncio
import contextlib

import psycopg
import pytest
from django.db import connection, transaction

from fanloop.config.worker import connection_parameters
from fanloop.foundation.live import BACKLOG, Hub, announce

REFRESH = "event: refresh\ndata:"


class Reader:
    """One open page. `taking` is cleared when its line is slow; `leave` is the closed tab."""

    def __init__(self, hub):
        self.body = ""
        self.ended = False
        self.taking, self.leave = asyncio.Event(), asyncio.Event()
        self.taking.set()
        self.stream = asyncio.create_task(hub.stream({}, self.receive, self.send))

    async def receive(self):
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        await self.taking.wait()
        self.body += message.get("body", b"").decode()
        if message["type"] == "http.response.body":
            self.ended = not message.get("more_body", False)

    @property
    def events(self):
        return [part for part in self.body.split("\n\n") if part.startswith("event:")]


async def until(condition, *, within=5.0):
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.005)


async def tell(*announcements, undo=False):
    """Announce in one transaction of a thread's own connection."""

    def act():
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            for each in announcements:
                announce(*each)
            if undo:
                raise ZeroDivisionError
        connection.close()

    await asyncio.to_thread(act)


@contextlib.asynccontextmanager
async def listening(readers=1):
    hub = Hub(connection_parameters())
    task = asyncio.create_task(hub.listen())
    pages = [Reader(hub) for _ in range(readers)]
    await until(lambda: all(REFRESH in page.events for page in pages))
    try:
        yield hub, *pages
    finally:
        hub.close()
        task.cancel()
        await asyncio.gather(task, *(page.stream for page in pages), return_exceptions=True)


def play(scene):
    asyncio.run(scene())


pytestmark = pytest.mark.django_db(transaction=True)


def test_an_announcement_reaches_every_reader():
    async def scene():
        async with listening(readers=2) as (_, one, two):
            await tell(("voices.need:17", "12"))
            await until(lambda: len(one.events) == len(two.events) == 2)
            assert one.events[1] == two.events[1] == "event: voices.need:17\ndata: 12"

    play(scene)


def test_what_is_rolled_back_is_told_to_nobody():
    async def scene():
        async with listening() as (_, page):
            await tell(("orders", "1"), undo=True)
            await tell(("orders", "2"))
            await until(lambda: len(page.events) == 2)
            assert page.events[1] == "event: orders\ndata: 2"

    play(scene)


def test_a_slow_reader_loses_its_backlog_and_is_told_to_refresh():
    async def scene():
        async with listening(readers=2) as (_, quick, slow):
            slow.taking.clear()
            sent = 0
            while sent < 3 * BACKLOG:
                await tell(*(("tick", str(sent + place)) for place in range(BACKLOG // 2)))
                sent += BACKLOG // 2
                await until(lambda: len(quick.events) == 1 + sent)  # noqa: B023 -- awaited in the same round
            slow.taking.set()
            await tell(("tick", "last"))
            await until(lambda: slow.events[-1].endswith("last"))
            assert [event.rpartition(" ")[2] for event in quick.events[1:-1]] == [str(n) for n in range(sent)]
            assert REFRESH in slow.events[1:]
            assert len(slow.events) < len(quick.events)

    play(scene)


def test_after_a_lost_connection_every_reader_refreshes_and_hears_again():
    async def scene():
        async with listening() as (_, page):
            await asyncio.to_thread(end_listeners)
            await until(lambda: page.events.count(REFRESH) == 2)
            await tell(("orders", "7"))
            await until(lambda: page.events[-1] == "event: orders\ndata: 7")

    play(scene)


def end_listeners():
    with psycopg.connect(**connection_parameters(), autocommit=True) as link:
        ended = link.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query = 'LISTEN fanloop_live'"
        ).fetchall()
    assert ended == [(True,)]


def test_a_reader_who_left_is_forgotten_at_once():
    async def scene():
        async with listening() as (hub, page):
            page.leave.set()
            await asyncio.wait_for(page.stream, 1)
            assert hub._readers == set()

    play(scene)


def test_closing_ends_every_stream():
    async def scene():
        async with listening(readers=2) as (hub, one, two):
            hub.close()
            await asyncio.wait_for(asyncio.gather(one.stream, two.stream), 1)
            assert one.ended
            assert two.ended

    play(scene)


@pytest.mark.parametrize("said", [("two words",), ("",), ("topic", "two\nlines"), ("line\nbreak",)])
def test_an_announcement_is_one_word_and_one_line(said):
    with pytest.raises(ValueError, match="not one word"):
        announce(*said)
