"""Live events on a real LISTEN connection; the readers are ASGI connections of our own."""

import asyncio
import contextlib
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection, transaction

from fanloop.config.worker import connection_parameters
from fanloop.foundation import live
from fanloop.foundation.live import BACKLOG, Hub, announce, sealed, sealed_here

REFRESH = "event: refresh\ndata:"
EVERYTHING = {"topics": "voices.need:17,orders,tick"}


class Reader:
    """One open page. `taking` is cleared when its line is slow; `leave` is the closed tab."""

    def __init__(self, hub, asked=EVERYTHING):
        self.body = ""
        self.ended = False
        self.taking, self.leave = asyncio.Event(), asyncio.Event()
        self.taking.set()
        self.stream = asyncio.create_task(
            hub.stream({"query_string": urlencode(asked).encode()}, self.receive, self.send)
        )

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
async def listening(readers=1, asked=(), keep_here=None):
    hub = Hub(connection_parameters(), keep_here)
    task = asyncio.gather(hub.listen(), hub.watch())
    pages = [Reader(hub, each) for each in asked or [EVERYTHING] * readers]
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
            async with asyncio.timeout(1):
                await page.stream
            assert hub._readers == set()
            assert hub._hearing == {}

    play(scene)


def test_closing_ends_every_stream():
    async def scene():
        async with listening(readers=2) as (hub, one, two):
            hub.close()
            async with asyncio.timeout(1):
                await asyncio.gather(one.stream, two.stream)
            assert one.ended
            assert two.ended

    play(scene)


def test_a_reader_hears_what_was_asked_for_and_nothing_else():
    async def scene():
        async with listening(asked=[{"topics": "orders,tick"}, {"topics": "tick"}, {}]) as (
            _,
            one,
            two,
            none,
        ):
            await tell(("orders", "1"), ("tick", "2"))
            await until(lambda: len(one.events) == 3)
            await until(lambda: len(two.events) == 2)
            assert one.events[1:] == ["event: orders\ndata: 1", "event: tick\ndata: 2"]
            assert two.events[1:] == ["event: tick\ndata: 2"]
            assert none.events == [REFRESH]

    play(scene)


def test_a_private_topic_is_heard_by_its_seal_alone():
    good, forged = sealed("~talk:3"), sealed("~talk:4").replace("~talk:4", "~talk:3")

    async def scene():
        asked = [{"topics": good}, {"topics": f"tick,{forged}"}, {"topics": "tick,~talk:3"}]
        async with listening(asked=asked) as (_, friend, forger, curious):
            await tell(("~talk:3", "1"), ("tick", "2"))
            await until(lambda: len(friend.events) == len(forger.events) == len(curious.events) == 2)
            assert friend.events[1] == "event: ~talk:3\ndata: 1"
            assert forger.events[1] == curious.events[1] == "event: tick\ndata: 2"

    play(scene)


def test_a_seal_is_good_for_half_a_day(monkeypatch):
    kept = sealed("~talk:3")
    assert live.opened(kept) == "~talk:3"
    monkeypatch.setattr(live, "SEAL_SECONDS", -1)
    assert live.opened(kept) == ""


def test_who_is_here_is_handed_on_at_once_and_a_forged_word_is_not():
    said = []
    here = [{"here": sealed_here("17 room:3")}, {"here": "18 room:3"}, {"here": sealed("~talk:3")}]

    async def scene():
        async with listening(asked=here, keep_here=said.append):
            await until(lambda: ["17 room:3"] in said)
            assert all(each in ([], ["17 room:3"]) for each in said)

    play(scene)


def test_a_full_house_says_when_to_come_back(monkeypatch):
    monkeypatch.setattr(live, "MOST_READERS", 1)

    async def scene():
        async with listening() as (hub, _):
            said = []

            async def send(message):
                said.append(message)

            await hub.stream({"query_string": b""}, None, send)
            assert said[0]["status"] == 503
            assert (b"retry-after", b"30") in said[0]["headers"]

    play(scene)


@pytest.mark.parametrize(
    "said", [("two words",), ("a,b",), ("a!b",), ("",), ("topic", "two\nlines"), ("line\nbreak",)]
)
def test_an_announcement_is_one_word_and_one_line(said):
    with pytest.raises(ValueError, match="not one word"):
        announce(*said)


def test_a_topic_told_often_is_heard_at_once_then_seldom_and_its_last_word_is_never_lost():
    async def scene():
        async with listening() as (hub, page):
            for n in range(50):
                hub._pass(f"orders@0.2 {n}")
            await until(lambda: len(page.events) == 3)
            await asyncio.sleep(0.3)
            assert [event.rpartition(" ")[2] for event in page.events[1:]] == ["0", "49"]
            await asyncio.to_thread(lambda: (announce("orders", "50", every=0.2), connection.close()))
            await until(lambda: page.events[-1].endswith("orders\ndata: 50"))

    play(scene)
