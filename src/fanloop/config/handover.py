"""Files that pages hand over to the server: sent beside the pages, so that slow receivers hold no thread of theirs."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from fanloop.foundation import files
from fanloop.foundation.live import Receive, Send
from fanloop.site.ranges import ASKED, TOLD, Pieces

Message = MutableMapping[str, Any]
_ASKED, _TOLD = ASKED.encode(), TOLD.encode()


def asking(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """A request's headers with the word that files are sent here; nobody outside can say it."""
    return [*((name, value) for name, value in headers if name != _ASKED), (_ASKED, b"1")]


class Handing:
    """An ASGI `send` that puts the bytes of a file in the place of an empty body, where an answer names one."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._file = ""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            told = dict(message["headers"]).get(_TOLD)
            if told is not None:
                self._file = told.decode()
                kept = [(name, value) for name, value in message["headers"] if name != _TOLD]
                message = {**message, "headers": kept}
            await self._send(message)
        elif not self._file:
            await self._send(message)
        elif not message.get("more_body"):
            await self._hand_out()

    async def _hand_out(self) -> None:
        sha256, start, count = self._file.split()
        pieces = await asyncio.to_thread(lambda: Pieces(files.opened(sha256), int(start), int(count)))
        leaving = asyncio.create_task(self._until_gone())
        try:
            while (piece := await asyncio.to_thread(pieces.next)) and not leaving.done():
                await self._send({"type": "http.response.body", "body": piece, "more_body": True})
            await self._send({"type": "http.response.body", "body": b""})
        finally:
            leaving.cancel()
            pieces.close()

    async def _until_gone(self) -> None:
        message: Message = {}
        while message.get("type") != "http.disconnect":
            message = await self._receive()
