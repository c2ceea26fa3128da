"""Many questions become one: what is asked within two milliseconds goes to the database together.

A batcher holds no truth. What it has not been answered it does not know, and says so; asked again with the same key, the
database gives the old answer. After a crash there is nothing to recover.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import psycopg

log = logging.getLogger(__name__)
WINDOW_SECONDS = 0.002
MOST_AT_ONCE = 500
MOST_WAITING = 50_000
Question = TypeVar("Question")
Said = TypeVar("Said")


class UnknownError(Exception):
    """Nobody knows whether it was done. Whoever asked asks again."""


class Batcher(Generic[Question, Said]):
    """Gathers questions; `decide` answers a list of them in its order, after the commit.

    `key` says which questions are the same; `apart` says which may not be in one batch, such as two of one fan.
    """

    def __init__(
        self,
        decide: Callable[[Sequence[Question]], Awaitable[Sequence[Said]]],
        key: Callable[[Question], object],
        apart: Callable[[Question], object],
    ) -> None:
        self._decide, self._key, self._apart = decide, key, apart
        self._waiting: list[tuple[Question, asyncio.Future[Said]]] = []
        self._filled = asyncio.Event()
        self.is_busy = False

    def ask(self, question: Question) -> asyncio.Future[Said]:
        """The answer to come. Raises UnknownError at once when far too many wait."""
        if len(self._waiting) >= MOST_WAITING:
            raise UnknownError
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        self._filled.set()
        return answer

    async def run(self) -> None:
        """Answer until cancelled; then everybody who still waits hears that it is unknown."""
        try:
            while True:
                self.is_busy = False
                await self._filled.wait()
                self.is_busy = True
                if len(self._waiting) < MOST_AT_ONCE:
                    await asyncio.sleep(WINDOW_SECONDS)
                await self._answer(self._next())
        finally:
            for _, answer in self._waiting:
                _fail(answer)

    def _next(self) -> dict[object, tuple[Question, list[asyncio.Future[Said]]]]:
        """Up to five hundred different questions in the order of arrival; repeats wait for the same answer."""
        batch: dict[object, tuple[Question, list[asyncio.Future[Said]]]] = {}
        seen: set[object] = set()
        rest: list[tuple[Question, asyncio.Future[Said]]] = []
        for question, answer in self._waiting:
            key, who = self._key(question), self._apart(question)
            if known := batch.get(key):
                known[1].append(answer)
            elif who in seen or len(batch) >= MOST_AT_ONCE:
                rest.append((question, answer))
            else:
                seen.add(who)
                batch[key] = (question, [answer])
        self._waiting = rest
        if not rest:
            self._filled.clear()
        return batch

    async def _answer(self, batch: dict[object, tuple[Question, list[asyncio.Future[Said]]]]) -> None:
        try:
            await self._ask_all(list(batch.values()))
        except BaseException:
            for _, answers in batch.values():
                for answer in answers:
                    _fail(answer)
            raise

    async def _ask_all(self, asked: Sequence[tuple[Question, list[asyncio.Future[Said]]]]) -> None:
        """One question that the database cannot take must not take the others with it: halves are tried apart."""
        try:
            said = await self._decide([question for question, _ in asked])
        except UnknownError:
            said = []
        except psycopg.Error as problem:
            if len(asked) > 1:
                await self._ask_all(asked[: len(asked) // 2])
                await self._ask_all(asked[len(asked) // 2 :])
                return
            log.warning("not answered: %s", str(problem).strip())
            said = []
        for place, (_, answers) in enumerate(asked):
            for answer in answers:
                if place >= len(said):
                    _fail(answer)
                elif not answer.done():  # whoever left can ask again; the claim stands
                    answer.set_result(said[place])


def _fail(answer: asyncio.Future[Said]) -> None:
    if not answer.done():
        answer.set_exception(UnknownError())
