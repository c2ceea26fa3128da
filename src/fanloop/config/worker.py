"""The worker: delivers facts as they are announced and runs jobs. Alone it does all of them; as a task of the server it
leaves the heavy ones to a process of their own, which is there while they are.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import psycopg
from asgiref.sync import sync_to_async
from django.db import close_old_connections, connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from fanloop.foundation import bus, clock, jobs

log = logging.getLogger(__name__)
Said = TypeVar("Said")
_LOOK_AGAIN_SECONDS, _LOOK_SECONDS = 5.0, 1.0
_START_AGAIN_SECONDS = 1.0
_DEAD_AFTER_SECONDS = 30.0
_GRACE_SECONDS = 2.0
_OF_JOBS = ("process job ", "worker loop")
"""How the engine names its tasks."""
_IDLE_SECONDS = 10.0
_PASSING_SECONDS = 4.0


def connection_parameters() -> dict[str, Any]:
    """What a raw connection of ours needs to reach the same database as Django."""
    parameters = connections["default"].get_connection_params()
    left_out = {"cursor_factory", "context", "prepare_threshold"}
    return {key: value for key, value in parameters.items() if value and key not in left_out}


class Work(Protocol):
    """Something done until it is cancelled or has nothing left to do."""

    async def run(self) -> None: ...


class Worker:
    """Facts wake it by NOTIFY; every few seconds it looks by itself, for what was due later or missed.

    With `aside` another process does the heavy jobs.
    """

    def __init__(self, parameters: dict[str, Any], *, aside: bool = False) -> None:
        self._parameters = parameters
        self._woken = asyncio.Event()
        self._rung = asyncio.Event()
        self._heavy = False if aside else None
        self._queues = [jobs.LIGHT] if aside else None
        self._parts = [self._listen, self._deliver, self._jobs, *([self._aside] if aside else [])]

    async def run(self) -> None:
        """Work until cancelled; what the database interrupts starts again."""
        await asyncio.gather(*map(kept_up, self._parts))

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as link:
            for channel in (jobs.CHANNEL, bus.CHANNEL):
                await link.execute(f"LISTEN {channel}")
            self._woken.set()
            async for heard in link.notifies():
                (self._woken if heard.channel == bus.CHANNEL else self._rung).set()

    async def _deliver(self) -> None:
        while True:
            await _rung_or_late(self._woken)
            while await _asked(bus.deliver, heavy=self._heavy):
                pass

    async def _jobs(self) -> None:
        await sync_to_async(close_old_connections)()  # what plans by the clock has one in the first thread
        async with _engine() as engine:
            mending = asyncio.create_task(kept_up(lambda: _mend(engine)))
            try:
                await _run_jobs(engine, concurrency=2, queues=self._queues)
            finally:
                mending.cancel()

    async def _aside(self) -> None:
        while True:
            await _rung_or_late(self._rung)
            if await _asked(_heavy_waits):
                await _have_done_aside()


class Heavy:
    """Does heavy work until there has been none for a while: one job at a time, and facts beside it, so that a train's
    departure does not wait for a chain of digests.
    """

    async def run(self) -> None:
        idle = 0.0
        async with _engine() as engine:
            while idle < _IDLE_SECONDS:
                if await _asked(_heavy_waits):
                    async with asyncio.TaskGroup() as both:
                        working = both.create_task(
                            _run_jobs(engine, concurrency=1, queues=[jobs.HEAVY], wait=False)
                        )
                        both.create_task(_deliver_beside(working))
                    idle = 0.0
                await asyncio.sleep(_LOOK_SECONDS)
                idle += _LOOK_SECONDS


async def _deliver_beside(working: asyncio.Task[None]) -> None:
    while await _asked(bus.deliver, heavy=True) or not working.done():
        await asyncio.wait([working], timeout=_LOOK_SECONDS)


def _engine() -> AbstractAsyncContextManager[App]:
    assert isinstance(app.connector, DjangoConnector)
    return app.with_connector(app.connector.get_worker_connector()).open_async()


async def _run_jobs(engine: App, **how: Any) -> None:
    try:
        await engine.run_worker_async(
            install_signal_handlers=False, delete_jobs="successful", shutdown_graceful_timeout=_GRACE_SECONDS, **how
        )  # fmt: skip
    finally:
        await _settled([task for task in asyncio.all_tasks() if task.get_name().startswith(_OF_JOBS)])


async def _settled(tasks: list[asyncio.Task[Any]]) -> None:
    """Told to stop twice, the engine leaves its jobs behind; they end before their connections do."""
    if tasks:
        _ended, late = await asyncio.wait(tasks, timeout=_GRACE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _rung_or_late(bell: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_AGAIN_SECONDS):
            await bell.wait()
    bell.clear()


async def _have_done_aside() -> None:
    """Until the process leaves by itself; it ends with us. What it held when it was killed is mended as anybody's."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fanloop.config.aside", str(os.getpid()), str(clock.ahead().total_seconds()),
        start_new_session=True,
    )  # fmt: skip
    try:
        if code := await child.wait():
            log.warning("the process of heavy jobs ended with %s", code)
    finally:
        if child.returncode is None:
            await _end(child)


async def _end(child: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
        try:
            async with asyncio.timeout(_PASSING_SECONDS):
                await child.wait()
        except TimeoutError:
            child.kill()
            await child.wait()


async def kept_up(part: Callable[[], Awaitable[None]]) -> None:
    """Run `part` for ever: a lost database must not end the worker for as long as the process lives."""
    while True:
        try:
            await part()
        except Exception as problem:  # noqa: BLE001 -- whatever it is, the others go on and this one tries again
            log.warning("the worker starts again in %s s: %s", _START_AGAIN_SECONDS, str(problem).strip())
        await asyncio.sleep(_START_AGAIN_SECONDS)


def until_told(work: Work) -> None:
    """Work in this process until Ctrl-C, SIGTERM or SIGHUP; a running job gets two seconds to end."""

    async def working_until_told() -> None:
        working = asyncio.create_task(work.run())
        for end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(end, working.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await working

    asyncio.run(working_until_told())


async def _mend(engine: App) -> None:
    """Give the jobs of a killed worker to the living: its heartbeat has stopped, its jobs say *doing*."""
    for job in await engine.job_manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER_SECONDS):
        log.warning("job %s of a dead worker is done again", job.id)
        await engine.job_manager.retry_job(job, retry_at=datetime.now(UTC))  # noqa: TID251 -- the engine's own time, not the story's
    await asyncio.sleep(_DEAD_AFTER_SECONDS / 2)


def _heavy_waits() -> bool:
    return jobs.heavy_waits() or bus.heavy_waits()


async def _asked(work: Callable[..., Said], **how: Any) -> Said:
    """What `work` says, in a thread with a connection that lives."""

    def ask() -> Said:
        close_old_connections()
        try:
            return work(**how)
        finally:
            close_old_connections()

    return await sync_to_async(ask, thread_sensitive=False)()
