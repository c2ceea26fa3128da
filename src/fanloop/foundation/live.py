"""Live events: one LISTEN connection per process, server-sent events to any number of readers.

A message carries a topic and an id, never content; the page fetches the fragment again. A stream names the
topics it wants (`/live?topics=a,b`) and hears nothing else. Topics are public, except those that begin with
`~`: a page that its reader may see carries their seal, and a stream without it does not hear them. A slow
reader loses its backlog and is told to refresh, and so is everybody after a gap in the database connection.

A page may also say that its reader is here (`&here=`, sealed as well): the hub hands what all open streams of
this process say to `keep_here`, twice a minute.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.core.signing import BadSignature, TimestampSigner
from django.db import DatabaseError, connection

CHANNEL = "fanloop_live"
PING_SECONDS = 20
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
BACKLOG = 100
MOST_TOPICS, MOST_READERS = 64, 10_000
HERE_SECONDS = 30
SEAL_SECONDS = 12 * 3600
_WAIT_SECONDS = 0.5
_OPEN, _PING, _END = b"retry: 2000\n: open\n\n", b": ping\n\n", b""
_REFRESH = b"event: refresh\ndata:\n\n"


def announce(topic: str, what: str = "", *, every: float = 0) -> None:
    """Tell every open page that `topic` changed, when the running transaction commits.

    `topic` is one word and `what` one short line, such as an id: PostgreSQL takes 8,000 bytes, pages need ten.
    Words end at a comma, at a seal's `!` and at `@` as well. What happens a thousand times a minute says `every` so many
    seconds: pages hear the first at once, then no more than one in that time, and always the last.
    """
    if len(topic.split()) != 1 or len(what.splitlines()) > 1 or {",", "!", "@"} & set(topic):
        raise ValueError(f"not one word and one line: {topic!r} {what!r}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic}{f'@{every:g}' if every else ''} {what}"]
        )


def sealed(topic: str) -> str:
    """A topic as a page writes it for a reader who may hear it; good for twelve hours."""
    return TimestampSigner(salt="live.topic", sep="!").sign(topic)


def opened(topic: str) -> str:
    """The topic of a subscription: itself when it is public, what the seal holds, or nothing."""
    return _unsealed(topic, "live.topic") if topic.startswith("~") else topic.partition("!")[0]


def sealed_here(who: str) -> str:
    """What a page says for a reader whose presence is shown: who is where, in the words of `keep_here`."""
    return TimestampSigner(salt="live.here", sep="!").sign(who)


def _unsealed(text: str, salt: str) -> str:
    try:
        return str(TimestampSigner(salt=salt, sep="!").unsign(text, max_age=SEAL_SECONDS))
    except BadSignature:
        return ""


@dataclass(eq=False, slots=True)
class _Reader:
    """One open stream: what waits to be sent, which topics it hears, and who says to be where."""

    topics: frozenset[str]
    here: str
    queue: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(maxsize=BACKLOG))

    def tell(self, message: bytes) -> None:
        if self.queue.full():
            self.empty()
            message = _REFRESH
        self.queue.put_nowait(message)

    def end(self) -> None:
        self.empty()
        self.queue.put_nowait(_END)

    def empty(self) -> None:
        while not self.queue.empty():
            self.queue.get_nowait()


def _reader(query: bytes) -> _Reader:
    """What the address of a stream asks for; what it may not hear is left out without a word."""
    asked = {name: values[0] for name, values in parse_qs(query.decode("latin-1"), max_num_fields=9).items()}
    names = asked.get("topics", "").split(",")[:MOST_TOPICS]
    topics = frozenset(topic for name in names if (topic := opened(name)))
    return _Reader(topics, _unsealed(asked["here"], "live.here") if "here" in asked else "")


class Hub:
    """The readers of one process and the one connection that feeds them."""

    def __init__(
        self, parameters: dict[str, Any], keep_here: Callable[[list[str]], object] | None = None
    ) -> None:
        self._parameters = parameters
        self._keep_here = keep_here
        self._readers: set[_Reader] = set()
        self._hearing: dict[str, set[_Reader]] = {}
        self._resting: dict[str, bytes] = {}
        self._came = asyncio.Event()

    async def listen(self) -> None:
        """Feed the readers until cancelled; reconnect with growing waits and ask for a refresh after a gap."""
        wait = _WAIT_SECONDS
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as link:
                    await link.execute(f"LISTEN {CHANNEL}")
                    _tell(self._readers, _REFRESH)
                    wait = _WAIT_SECONDS
                    async for note in link.notifies():
                        self._pass(note.payload)
            except psycopg.Error:
                await asyncio.sleep(wait)
                wait = min(wait * 2, 15)

    def _pass(self, payload: str) -> None:
        said, _, what = payload.partition(" ")
        topic, _, every = said.partition("@")
        message = f"event: {topic}\ndata: {what}\n\n".encode()
        if every:
            self._spare(topic, message, float(every))
        else:
            _tell(self._hearing.get(topic, ()), message)

    def _spare(self, topic: str, message: bytes, seconds: float) -> None:
        """The first goes out at once; of those that come while it rests, the last one when it has rested."""
        if topic in self._resting:
            self._resting[topic] = message
            return
        self._resting[topic] = b""
        _tell(self._hearing.get(topic, ()), message)
        asyncio.get_running_loop().call_later(seconds, self._rested, topic, seconds)

    def _rested(self, topic: str, seconds: float) -> None:
        if message := self._resting.pop(topic):
            self._spare(topic, message, seconds)

    async def watch(self) -> None:
        """Hand on who is here, until cancelled: at once when somebody comes, else twice a minute.

        It runs while nobody is here too, so that those who left are forgotten. A database that is away is asked again.
        """
        while self._keep_here is not None:
            here = sorted({reader.here for reader in self._readers if reader.here})
            with contextlib.suppress(DatabaseError):
                await asyncio.to_thread(self._keep_here, here)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HERE_SECONDS):
                    await self._came.wait()
                await asyncio.sleep(_WAIT_SECONDS)
            self._came.clear()

    def close(self) -> None:
        """End every stream; its reader comes back by itself, to the next server on this address."""
        for reader in list(self._readers):
            self._end(reader)

    def _add(self, reader: _Reader) -> None:
        self._readers.add(reader)
        for topic in reader.topics:
            self._hearing.setdefault(topic, set()).add(reader)
        if reader.here:
            self._came.set()

    def _forget(self, reader: _Reader) -> None:
        self._readers.discard(reader)
        for topic in reader.topics:
            hearing = self._hearing.get(topic, set())
            hearing.discard(reader)
            if not hearing:
                self._hearing.pop(topic, None)

    def _end(self, reader: _Reader) -> None:
        self._forget(reader)
        reader.end()

    async def stream(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One reader's stream, as an ASGI application."""
        if len(self._readers) >= MOST_READERS:
            await _full(send)
            return
        reader = _reader(scope.get("query_string", b""))
        self._add(reader)
        left = asyncio.create_task(_disconnected(receive))
        left.add_done_callback(lambda _: self._end(reader))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await _pass_on(reader.queue, send)
        finally:
            self._forget(reader)
            left.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await left


def _tell(readers: Iterable[_Reader], message: bytes) -> None:
    for reader in readers:
        reader.tell(message)


async def _pass_on(queue: asyncio.Queue[bytes], send: Send) -> None:
    """Send what the queue holds until the end is in it; a line that is silent for long hears a ping."""
    message = _OPEN
    while message:
        await send({"type": "http.response.body", "body": message, "more_body": True})
        try:
            async with asyncio.timeout(PING_SECONDS):
                message = await queue.get()
        except TimeoutError:
            message = _PING
    await send({"type": "http.response.body", "body": b""})


async def _full(send: Send) -> None:
    headers = [(b"retry-after", b"30"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
