"""Connections of the places: one for what is decided, one for what is looked up, apart from those of the pages."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from fanloop.selling.stock.places.batcher import UnknownError

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 3.0
_AGAIN_SECONDS = 0.1
# The answer follows a commit that is on the disk, whatever the server's own habit is.
_HABITS = (
    "SET synchronous_commit = on; SET statement_timeout = '15s'; SET plan_cache_mode = force_generic_plan"
)


class Link:
    """One connection that comes back by itself. A statement is repeated on a fresh one, so it must be idempotent."""

    def __init__(self, parameters: dict[str, Any], *, patience: float = PATIENCE_SECONDS) -> None:
        self._parameters, self._patience = parameters, patience
        self._open: psycopg.AsyncConnection[Any] | None = None
        self._turn = asyncio.Lock()
        self.used = time.monotonic()

    async def rows(self, statement: bytes, values: Sequence[Any] = ()) -> list[Any]:
        """All rows, once the transaction is committed. Raises UnknownError when the database stays away, and
        psycopg.Error for what it refuses.
        """
        async with self._turn:
            self.used = time.monotonic()
            end = self.used + self._patience
            while True:
                try:
                    return await self._ask(statement, values)
                except psycopg.OperationalError as problem:
                    if self._open is not None and not self._open.broken:
                        log.warning("the database refused: %s", str(problem).strip())
                        raise UnknownError from problem  # full disk, timeout: it lives, and nothing was written
                    self._open = None
                    if time.monotonic() > end:
                        raise UnknownError from problem
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _ask(self, statement: bytes, values: Sequence[Any]) -> list[Any]:
        if self._open is None:
            self._open = await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True)
            await self._open.execute(_HABITS)
        cursor = self._open.cursor(binary=True)
        try:
            await cursor.execute(statement, values, prepare=True)
            return await cursor.fetchall() if cursor.description else []
        except asyncio.CancelledError:
            await self.close()
            raise

    async def close(self) -> None:
        """Give the connection back until the next question."""
        link, self._open = self._open, None
        if link is not None:
            with contextlib.suppress(psycopg.Error):
                await link.close()
