"""What a process knows of its pools, renewed every quarter of a second by one question for all of them."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import psycopg

from fanloop.selling.stock.places.batcher import UnknownError
from fanloop.selling.stock.places.booth import Booth, Tried
from fanloop.selling.stock.places.clock import Clock
from fanloop.selling.stock.places.links import Link
from fanloop.selling.stock.places.pace import Pace

log = logging.getLogger(__name__)
RENEW_SECONDS = 0.25
REST_SECONDS = 60.0
_LINES_AT_ONCE = 1_000
_PUBLIC_SECONDS = 5.0
_PUBLIC = b"SELECT id FROM stock_pool WHERE hold IS NOT NULL"
_POOLS = b"""
SELECT p.id, p.total, p.remaining, p.sequence, coalesce(g.is_open, true),
       CASE WHEN p.remaining = 0 THEN
           (SELECT extract(epoch FROM max(at))::float8 FROM stock_batch b WHERE b.pool_id = p.id AND b.last = p.sequence) END,
       extract(epoch FROM clock_timestamp())::float8
FROM stock_pool p
LEFT JOIN LATERAL (SELECT is_open FROM stock_gate WHERE pool_id = p.id ORDER BY id DESC LIMIT 1) g ON true
WHERE p.id = ANY(%s::bigint[])
"""
_WRITE = b"""
INSERT INTO stock_attempt (pool_id, fan_id, quantity, answer, at)
SELECT pool, fan, quantity, answer, to_timestamp(at)
FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::text[], %s::float8[]) AS t(pool, fan, quantity, answer, at)
ON CONFLICT DO NOTHING
"""


class Watched:
    """A pool somebody asks about: its booth, its public bytes, and when it was last asked about."""

    def __init__(self, booth: Booth) -> None:
        self.booth, self.pace, self.used = booth, Pace(), time.monotonic()
        self.body = b""


class Board:
    """The pools of one process. A pool nobody has asked about for a minute is forgotten."""

    def __init__(self, parameters: dict[str, Any], ahead: Callable[[], timedelta]) -> None:
        self.clock = Clock(ahead)
        self._parameters = parameters
        self._reading = Link(parameters)
        self._writing = Link(parameters, patience=0.0)
        self._pools: dict[int, Watched] = {}
        self._public: set[int] = set()
        self._learned, self._learning = -_PUBLIC_SECONDS, asyncio.Lock()

    def booth(self, pool: int) -> Booth:
        """The booth of a pool that exists: a signed token has named it."""
        return self._watched(pool).booth

    async def hear_the_time(self) -> None:
        """Ask the database before the first fan is judged by a clock; while it is away, the machine's own must do."""
        asked = time.monotonic()
        with contextlib.suppress(UnknownError, psycopg.Error):
            ((now,),) = await self._reading.rows(b"SELECT extract(epoch FROM clock_timestamp())::float8")
            self.clock.hear(now, asked, time.monotonic())

    async def status(self, pool: int) -> bytes:
        """The public bytes; empty for a pool that is none of a published drop. Only the first reader waits for the database."""
        if pool not in self._pools and not await self._is_public(pool):
            return b""
        watched = self._watched(pool)
        watched.pace.count()
        if not watched.body:
            await self._renew([pool])
        return watched.body

    async def run(self) -> None:
        """Renew and write until cancelled; a database that is away is asked again."""
        await asyncio.gather(self._renewing(), self._logging())

    async def close(self) -> None:
        await self._write_down()
        for watched in self._pools.values():
            await watched.booth.close()
        await self._reading.close()
        await self._writing.close()

    def _watched(self, pool: int) -> Watched:
        watched = self._pools.get(pool)
        if watched is None:
            watched = self._pools[pool] = Watched(Booth(pool, self._parameters, self.clock, self._reading))
            watched.booth.open()
        watched.used = time.monotonic()
        return watched

    async def _is_public(self, pool: int) -> bool:
        """Whether a drop was published with this pool; how many pieces the others hold is nobody's business.

        From memory: whatever numbers somebody makes up, the database is asked once in five seconds.
        """
        async with self._learning:
            if pool not in self._public and self._learned < time.monotonic() - _PUBLIC_SECONDS:
                self._public = {id_ for (id_,) in await self._reading.rows(_PUBLIC)}
                self._learned = time.monotonic()
        return pool in self._public

    async def _renewing(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await self._renew(list(self._pools))
                for watched in list(self._pools.values()):
                    await watched.booth.close_latch()
                await self._forget()
            except (UnknownError, psycopg.Error) as problem:
                log.warning("the board stands still: %s", str(problem.__cause__ or problem).strip())

    async def _renew(self, pools: Sequence[int]) -> None:
        if not pools:
            return
        asked = time.monotonic()
        rows = await self._reading.rows(_POOLS, [list(pools)])
        answered = time.monotonic()
        for pool, total, remaining, sequence, is_open, sold_out_at, now in rows:
            self.clock.hear(now, asked, answered)
            if watched := self._pools.get(pool):
                watched.booth.learn(remaining, sequence, self.clock.now(), sold_out_at or 0.0)
                state = "stopped" if not is_open else "open" if remaining else "sold_out"
                watched.body = self._body(watched, state, total, remaining)

    def _body(self, watched: Watched, state: str, total: int, remaining: int) -> bytes:
        said = {
            "pool": watched.booth.pool, "state": state, "total": total, "remaining_estimate": remaining,
            "now": int(self.clock.now() * 1000), "ask_again_ms": watched.pace.span(),
        }  # fmt: skip
        return json.dumps(said, separators=(",", ":")).encode()

    async def _forget(self) -> None:
        before = time.monotonic() - REST_SECONDS
        for pool, watched in list(self._pools.items()):
            if watched.used < before and watched.booth.is_idle:
                del self._pools[pool]
                await watched.booth.close()

    async def _logging(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            while await self._write_down():
                pass

    async def _write_down(self) -> bool:
        """Write one set of lines for each pool; whether there may be more. What cannot be written now waits."""
        more = False
        for watched in list(self._pools.values()):
            if lines := watched.booth.tried(_LINES_AT_ONCE):
                more = await self._write(watched.booth, lines) and len(lines) == _LINES_AT_ONCE
        return more

    async def _write(self, booth: Booth, lines: list[Tried]) -> bool:
        """One line that the database cannot take must not take the others with it: halves are tried apart."""
        try:
            await self._writing.rows(_WRITE, [list(column) for column in zip(*lines, strict=True)])
        except UnknownError:
            booth.try_later(lines)
            return False
        except psycopg.Error as problem:
            if len(lines) > 1:
                half = len(lines) // 2
                first, rest = lines[:half], lines[half:]
                if await self._write(booth, first):
                    return await self._write(booth, rest)
                booth.try_later(rest)
                return False
            log.warning("an attempt is not written: %s", str(problem).strip())
        return True
