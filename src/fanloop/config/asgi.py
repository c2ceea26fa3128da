"""One process, three kinds of work: raw ASGI places, Django's pages in threads, and the worker.

Raw places answer before Django: no ORM, no session, no middleware. Everything else goes to Django as WSGI in
a thread pool, which costs half of what Django under ASGI does. The worker lives in the lifespan.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

_pages_wsgi = get_wsgi_application()

from fanloop.config import handover, thrift  # noqa: E402 -- as below
from fanloop.config.presence import keep_here  # noqa: E402 -- Django must be set up before its models are imported
from fanloop.config.worker import Worker, connection_parameters  # noqa: E402 -- as above
from fanloop.foundation import clock  # noqa: E402 -- as above
from fanloop.foundation.live import Hub, Receive, Send  # noqa: E402 -- as above
from fanloop.selling.stock import places  # noqa: E402 -- as above
from fanloop.selling.stock.queries import token_secret  # noqa: E402 -- as above

Scope = MutableMapping[str, Any]
Place = Callable[[Scope, Receive, Send], Awaitable[None]]

pages = WSGIMiddleware(_pages_wsgi, workers=settings.PAGE_THREADS)  # type: ignore[arg-type]  # Django's handler is WSGI


async def ping(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 -- ASGI
    """The smallest raw place: proves that dispatch happens before Django, and measures the floor."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"5"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"pong\n"})


async def _draw(scope: Scope, receive: Receive, send: Send) -> None:
    """A page of Django's. WSGI writes `-` and `_` of a header's name alike, so a forged `X_Forwarded_Proto` would
    stand beside the proxy's own; no honest client sends an underscore.
    """
    scope["headers"] = handover.asking([each for each in scope["headers"] if b"_" not in each[0]])
    await pages(scope, receive, handover.Handing(receive, send))  # type: ignore[arg-type]  # a2wsgi types its scopes more narrowly


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 -- ASGI
    """There are no websockets here; live events are server-sent."""
    await send({"type": "websocket.close", "code": 1003})


hub = Hub(connection_parameters(), keep_here)
drops = places.Drops(connection_parameters(), secret=token_secret, ahead=clock.ahead)
RAW: dict[str, Place] = {"/ping": ping, "/live": hub.stream}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    await _place(scope)(scope, receive, send)


def _place(scope: Scope) -> Place:
    if scope["type"] != "http":
        return _refuse
    path = scope["path"]
    return drops if path.startswith(places.PREFIX) else RAW.get(path, _draw)


async def _live(receive: Receive, send: Send) -> None:
    """Until the server stops: feed live readers, and work unless another process does."""
    await receive()
    list(
        get_resolver().url_patterns
    )  # read now, so that a broken page breaks the start and not the first visit
    thrift.settle()
    parts = (hub.listen, hub.watch, thrift.give_back, drops.run)
    tasks = [asyncio.create_task(part()) for part in parts]
    if os.environ.get("FANLOOP_WORKER", "1") == "1":
        tasks.append(asyncio.create_task(Worker(connection_parameters(), aside=True).run()))
    await send({"type": "lifespan.startup.complete"})
    await receive()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await send({"type": "lifespan.shutdown.complete"})
