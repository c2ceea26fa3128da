"""The claim path: three addresses that answer before Django does, with no ORM, session or middleware in between.

POST /d/<pool>/claim     a token in `Authorization: Bearer …`, or as `token` of a plain form; answered after the commit
GET  /d/<pool>/me        the same token in the header: what is mine; for whoever lost the answer
GET  /d/<pool>/status    public, the same bytes for everybody, a quarter of a second old at most
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fanloop.selling.stock.places import answers
from fanloop.selling.stock.places.answers import Receive, Scope, Send
from fanloop.selling.stock.places.batcher import UnknownError
from fanloop.selling.stock.places.board import Board
from fanloop.selling.stock.places.booth import Booth, Said
from fanloop.selling.stock.places.pace import Brake
from fanloop.selling.stock.rules.tokens import BadToken, Token, read

__all__ = ["PREFIX", "Drops"]
PREFIX = "/d/"
_PATH = re.compile(r"/d/(\d{1,18})/(claim|me|status)")
_ALLOWED = {"claim": "POST", "me": "GET", "status": "GET"}
_UNKNOWN_WAIT = 1.0


class Drops:
    """The places of one process, as an ASGI callable, and what runs behind them (`run`).

    `secret` signs tokens (`queries.token_secret`), `ahead` is how far the house's clock is from everybody's, and `page`
    is where a browser without JavaScript reads its answer, with `{pool}` in it.
    """

    def __init__(
        self,
        parameters: dict[str, Any],
        *,
        secret: Callable[[], bytes],
        ahead: Callable[[], timedelta] = timedelta,
        page: str = "/drops/{pool}",
    ) -> None:
        self._board = Board(parameters, ahead)
        self._find_secret, self._secret = secret, b""
        self._page = page
        self._brake = Brake()

    async def run(self) -> None:
        """Keep the board fresh and write the attempt log until cancelled."""
        try:
            await self._board.run()
        finally:
            await self._board.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _PATH.fullmatch(scope["path"])
        if not found:
            await answers.refuse(send, 404)
            return
        pool, what = int(found[1]), found[2]
        if scope["method"] != _ALLOWED[what]:
            await answers.refuse(send, 405, allow=_ALLOWED[what].encode())
        elif what == "status":
            await self._status(pool, send)
        elif what == "claim":
            await self._claim(pool, scope, receive, send)
        else:
            await self._me(pool, scope, receive, send)

    async def _status(self, pool: int, send: Send) -> None:
        try:
            body = await self._board.status(pool)
        except UnknownError:
            await answers.tell(send, Said("unknown"), wait=_UNKNOWN_WAIT)
            return
        await (answers.publish(send, body) if body else answers.refuse(send, 404))

    async def _claim(self, pool: int, scope: Scope, receive: Receive, send: Send) -> None:
        asked = await answers.asked(scope, receive)
        said, wait = await self._decided(pool, asked.token)
        if asked.wants_page:
            await answers.show(send, self._page.format(pool=pool), said)
        else:
            await answers.tell(send, said, wait=wait)

    async def _decided(self, pool: int, text: bytes) -> tuple[Said, float]:
        """The answer, and how many seconds to wait before asking makes sense again, nought where it never does."""
        await self._know_the_time()
        now = self._board.clock.now()
        try:
            token = self._read(pool, text, now)
        except BadToken as bad:
            if bad.code != "early" or bad.token is None:
                return Said(bad.code), 0.0
            self._board.booth(pool).note(bad.token, "early", now)
            return Said("early"), bad.token.not_before - now
        if self._brake.holds(token.fan):
            return Said("too_often"), _UNKNOWN_WAIT
        booth = self._board.booth(pool)
        said = Said("sold_out") if booth.gone(token.fan) else await _sure(booth, token)
        if said.state in {"sold_out", "stopped", "holds"}:
            booth.note(token, said.state, now)
        return said, _UNKNOWN_WAIT if said.state in {"unknown", "stopped"} else 0.0

    async def _me(self, pool: int, scope: Scope, receive: Receive, send: Send) -> None:
        asked = await answers.asked(scope, receive)
        said, wait = await self._mine(pool, asked.token)
        await answers.tell(send, said, wait=wait)

    async def _mine(self, pool: int, text: bytes) -> tuple[Said, float]:
        await self._know_the_time()
        try:
            token = self._read(pool, text, self._board.clock.now())
        except BadToken as bad:
            if bad.code == "forged" or bad.token is None:
                return Said("forged"), 0.0
            token = bad.token
        if self._brake.holds(token.fan):
            return Said("too_often"), _UNKNOWN_WAIT
        try:
            return await self._board.booth(pool).mine(token.fan), 0.0
        except UnknownError:
            return Said("unknown"), _UNKNOWN_WAIT

    async def _know_the_time(self) -> None:
        if not self._board.clock.is_heard:
            await self._board.hear_the_time()

    def _read(self, pool: int, text: bytes, now: float) -> Token:
        self._secret = self._secret or self._find_secret()
        token = read(text, self._secret, now)
        if token.pool != pool:
            raise BadToken("forged")
        return token


async def _sure(booth: Booth, token: Token) -> Said:
    try:
        return await booth.claim(token)
    except UnknownError:
        return Said("unknown")
