"""Live events: one LISTEN connection per process, server-sent events to any number of readers.

A message carries a topic and an id, never content; the page fetches the fragment again. A slow reader loses
its backlog and is told to refresh, and so is everybody after a gap in the database connection.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import psycopg
from django.db import connection

CHANNEL = "fanloop_live"
PING_SECONDS = 20
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
BACKLOG = 100
_WAIT_SECONDS = 0.5
_OPEN, _PING, _END = b"retry: 2000\n: open\n\n", b": ping\n\n", b""
_REFRESH = b"event: refresh\ndata:\n\n"


def announce(topic: str, what: str = "") -> None:
    """Tell every open page that `topic` changed, when the running transaction commits.

    `topic` is one word and `what` one short line, such as an id: PostgreSQL takes 8,000 bytes, pages need ten.
    """
    if len(topic.split()) != 1 or len(what.splitlines()) > 1:
        raise ValueError(f"not one word and one line: {topic!r} {what!r}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic} {what}"])


class Hub:
    """The readers of one process and the one connection that feeds them."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters
        self._readers: set[asyncio.Queue[bytes]] = set()

    async def listen(self) -> None:
        """Feed the readers until cancelled; reconnect with growing waits and ask for a refresh after a gap."""
        wait = _WAIT_SECONDS
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as link:
                    await link.execute(f"LISTEN {CHANNEL}")
                    self._tell(_REFRESH)
                    wait = _WAIT_SECONDS
                    async for note in link.notifies():
                        topic, _, what = note.payload.partition(" ")
                        self._tell(f"event: {topic}\ndata: {what}\n\n".encode())
            except psycopg.Error:
                await asyncio.sleep(wait)
                wait = min(wait * 2, 15)

    def close(self) -> None:
        """End every stream; its reader comes back by itself, to the next server on this address."""
        for queue in list(self._readers):
            self._end(queue)

    def _tell(self, message: bytes) -> None:
        for queue in self._readers:
            if queue.full():
                _empty(queue)
                queue.put_nowait(_REFRESH)
            else:
                queue.put_nowait(message)

    def _end(self, queue: asyncio.Queue[bytes]) -> None:
        self._readers.discard(queue)
        _empty(queue)
        queue.put_nowait(_END)

    async def stream(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:  # noqa: ARG002 -- ASGI
        """One reader's stream, as an ASGI application."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=BACKLOG)
        self._readers.add(queue)
        left = asyncio.create_task(_disconnected(receive))
        left.add_done_callback(lambda _: self._end(queue))
        message = _OPEN
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            while message:
                await send({"type": "http.response.body", "body": message, "more_body": True})
                try:
                    message = await asyncio.wait_for(queue.get(), PING_SECONDS)
                except TimeoutError:
                    message = _PING
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._readers.discard(queue)
            left.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await left


def _empty(queue: asyncio.Queue[bytes]) -> None:
    while not queue.empty():
        queue.get_nowait()


_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
