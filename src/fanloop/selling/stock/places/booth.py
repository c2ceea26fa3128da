"""One pool in one process: its batcher, its latch, and who tried. PostgreSQL decides; what is here only saves asking it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal, NamedTuple

import psycopg

from fanloop.selling.stock.places.batcher import Batcher, UnknownError
from fanloop.selling.stock.places.clock import Clock
from fanloop.selling.stock.places.links import Link
from fanloop.selling.stock.rules.attempts import LOGGED
from fanloop.selling.stock.rules.tokens import Token

HOLD = timedelta(minutes=15)
"""How long a claim waits for its fan where nothing else was published with its pool."""
MOST_HOLDS = 2
LOGGED_SECONDS = LOGGED.total_seconds()
_MOST_LOGGED = 2_000_000
_CLAIM = b"SELECT * FROM stock_claim_batch(%s, %s::bigint[], %s::int[], %s::text[], %s, %s, %s)"
_MINE = b"""
SELECT c.fan_id, c.id, c.number, c.quantity, extract(epoch FROM h.until)::float8, r.id IS NOT NULL
FROM stock_claim c LEFT JOIN stock_hold h ON h.claim_id = c.id LEFT JOIN stock_release r ON r.claim_id = c.id
WHERE c.pool_id = %s AND c.fan_id = ANY(%s::bigint[]) ORDER BY r.id IS NULL, c.id
"""
_HOLDERS = b"""
SELECT coalesce(array_agg(fan_id), '{}'), (SELECT sequence FROM stock_pool WHERE id = %s), (SELECT remaining FROM stock_pool WHERE id = %s)
FROM stock_claim WHERE pool_id = %s
"""
State = Literal[
    "held", "confirmed", "released", "none", "sold_out", "early", "expired", "forged", "stopped", "holds",
    "unknown", "too_often",
]  # fmt: skip


class Said(NamedTuple):
    """An answer; the numbers are those of the fan's claim, `until` in seconds of the epoch while it is held."""

    state: State
    claim: int = 0
    number: int = 0
    quantity: int = 0
    until: float = 0.0


class Tried(NamedTuple):
    """A line of the attempt log; `at` in seconds of the epoch. Some are left for `too_few`, only not so many."""

    pool: int
    fan: int
    quantity: int
    answer: State | Literal["too_few"]
    at: float


SOLD_OUT, NONE = Said("sold_out"), Said("none")


class Booth:
    """`claim` and `mine` may be called by any number of requests at once."""

    def __init__(self, pool: int, parameters: dict[str, Any], clock: Clock, reading: Link) -> None:
        self.pool = pool
        self._clock, self._reading = clock, reading
        self._deciding = Link(parameters)
        self._claims: Batcher[Token, Said] = Batcher(
            self._decide, key=lambda token: token, apart=lambda token: token.fan
        )
        self._looks: Batcher[int, Said] = Batcher(self._look, key=lambda fan: fan, apart=lambda fan: fan)
        self._tasks: list[asyncio.Task[None]] = []
        self._latching: asyncio.Task[None] | None = None
        self.remaining, self.sequence = -1, -1
        self._holders: set[int] | None = None
        self._sold_out_at = 0.0
        self._logged: set[int] = set()
        self._tried: list[Tried] = []

    def open(self) -> None:
        self._tasks = [asyncio.create_task(batcher.run()) for batcher in (self._claims, self._looks)]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._deciding.close()

    @property
    def is_idle(self) -> bool:
        """Nothing is being decided, looked up or still to be written down."""
        return not (self._claims.is_busy or self._looks.is_busy or self._tried)

    def gone(self, fan: int) -> bool:
        """Whether the latch answers: the pool is empty, and this fan is none of those who hold something of it."""
        return self._holders is not None and fan not in self._holders

    def claim(self, token: Token) -> asyncio.Future[Said]:
        return self._claims.ask(token)

    def mine(self, fan: int) -> asyncio.Future[Said]:
        return self._looks.ask(fan)

    def note(self, token: Token, answer: State, now: float) -> None:
        """Write down who tried in vain, once, until two minutes after the last piece was gone."""
        if token.fan in self._logged or (self._sold_out_at and now > self._sold_out_at + LOGGED_SECONDS):
            return
        if len(self._logged) >= _MOST_LOGGED:
            self._logged.clear()
        self._logged.add(token.fan)
        some = answer == "sold_out" and self.remaining > 0
        self._tried.append(Tried(token.pool, token.fan, token.quantity, "too_few" if some else answer, now))

    def tried(self, most: int) -> list[Tried]:
        """Take up to so many lines of the log that are still to be written."""
        taken, self._tried = self._tried[:most], self._tried[most:]
        return taken

    def try_later(self, lines: list[Tried]) -> None:
        self._tried[:0] = lines

    def learn(self, remaining: int, sequence: int, now: float, sold_out_at: float = 0.0) -> None:
        """What somebody has just read of the pool's row. An older reading than the last is left alone."""
        if sequence < self.sequence:
            return
        if remaining > 0 or sequence != self.sequence:
            self._holders = None
        if remaining > 0:
            self._sold_out_at = 0.0
        elif not self._sold_out_at:
            self._sold_out_at = sold_out_at or now
        self.remaining, self.sequence = remaining, sequence

    async def close_latch(self) -> None:
        """Once the pool is empty, remember who holds something of it: everybody else is answered from memory."""
        if self.remaining != 0 or self._holders is not None:
            return
        try:
            ((holders, sequence, remaining),) = await self._reading.rows(_HOLDERS, [self.pool] * 3)
        except (UnknownError, psycopg.Error):
            return  # the latch stays open, and PostgreSQL goes on answering
        if remaining == 0 and sequence == self.sequence:
            self._holders = set(holders)

    async def _decide(self, tokens: Sequence[Token]) -> Sequence[Said]:
        ((places, claims, numbers, quantities, untils, whys, remaining, sequence),) = await self._deciding.rows(
            _CLAIM,
            [
                self.pool, [token.fan for token in tokens], [token.quantity for token in tokens],
                [token.key for token in tokens], self._clock.ahead(), HOLD, MOST_HOLDS,
            ],
        )  # fmt: skip
        said = [SOLD_OUT] * len(tokens)
        if remaining is None:
            return [NONE] * len(tokens)
        for place, claim, number, quantity, until, why in zip(
            places or (), claims or (), numbers or (), quantities or (), untils or (), whys or (), strict=True
        ):
            said[place - 1] = (
                Said("held" if until else "confirmed", claim, number, quantity, until or 0.0)
                if claim
                else Said(why)
            )
        self.learn(remaining, sequence, self._clock.now())
        if remaining == 0 and self._holders is None and (self._latching is None or self._latching.done()):
            self._latching = asyncio.create_task(self.close_latch())  # nobody's answer waits for it
        return said

    async def _look(self, fans: Sequence[int]) -> Sequence[Said]:
        """Of several claims the open one is read last, before it those that were given back, the latest last."""
        found = {}
        for fan, claim, number, quantity, until, gone in await self._reading.rows(
            _MINE, [self.pool, list(fans)]
        ):
            state: State = "released" if gone else "held" if until else "confirmed"
            found[fan] = Said(state, claim, number, quantity, until or 0.0)
        return [found.get(fan, NONE) for fan in fans]
