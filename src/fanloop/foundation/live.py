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
_REFRESH = b"event: refresh\ndata:\n\n"


def announce(topic: str, what: str = "") -> None:
    """Tell every open page that `topic` changed, when the running transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic} {what}"[:7_000]])


class Hub:
    """The readers of one process and the one connection that feeds them."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters
        self._readers: set[asyncio.Queue[bytes]] = set()

    async def listen(self) -> None:
        """Feed the readers until cancelled; reconnect with growing waits and ask for a refresh after a gap."""
        wait = 0.5
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as link:
                    await link.execute(f"LISTEN {CHANNEL}")
                    self._tell(_REFRESH)
                    wait = 0.5
                    async for note in link.notifies():
                        topic, _, what = note.payload.partition(" ")
                        self._tell(f"event: {topic}\ndata: {what}\n\n".encode())
            except psycopg.OperationalError:
                await asyncio.sleep(wait)
                wait = min(wait * 2, 15)

    def _tell(self, message: bytes) -> None:
        for queue in self._readers:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(_REFRESH)
            else:
                queue.put_nowait(message)

    async def stream(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:  # noqa: ARG002 -- ASGI
        """One reader's stream, as an ASGI application."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=100)
        self._readers.add(queue)
        left = asyncio.create_task(_disconnected(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await send({"type": "http.response.body", "body": b": open\n\n", "more_body": True})
            while not left.done():
                try:
                    message = await asyncio.wait_for(queue.get(), PING_SECONDS)
                except TimeoutError:
                    message = b": ping\n\n"
                await send({"type": "http.response.body", "body": message, "more_body": True})
        finally:
            self._readers.discard(queue)
            left.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await left


_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
