"""The worker: delivers facts as they are announced and runs jobs. A task of the server, or alone."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.db import close_old_connections, connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from fanloop.foundation import bus

log = logging.getLogger(__name__)
_LOOK_AGAIN_SECONDS = 5.0
_START_AGAIN_SECONDS = 1.0
_DEAD_AFTER_SECONDS = 30.0
_GRACE_SECONDS = 2.0


def connection_parameters() -> dict[str, Any]:
    """What a raw connection of ours needs to reach the same database as Django."""
    parameters = connections["default"].get_connection_params()
    left_out = {"cursor_factory", "context", "prepare_threshold"}
    return {key: value for key, value in parameters.items() if value and key not in left_out}


class Worker:
    """Facts wake it by NOTIFY; every few seconds it looks by itself, for what was due later or missed."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled; what the database interrupts starts again."""
        await asyncio.gather(*map(kept_up, (self._listen, self._deliver, self._jobs)))

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as link:
            await link.execute(f"LISTEN {bus.CHANNEL}")
            self._woken.set()
            async for _ in link.notifies():
                self._woken.set()

    async def _deliver(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), _LOOK_AGAIN_SECONDS)
            self._woken.clear()
            while await sync_to_async(_deliver, thread_sensitive=False)():
                pass

    async def _jobs(self) -> None:
        assert isinstance(app.connector, DjangoConnector)
        engine = app.with_connector(app.connector.get_worker_connector())
        async with engine.open_async():
            mending = asyncio.create_task(kept_up(lambda: _mend(engine)))
            try:
                await engine.run_worker_async(
                    concurrency=2,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=_GRACE_SECONDS,
                )
            finally:
                mending.cancel()


async def kept_up(part: Callable[[], Awaitable[None]]) -> None:
    """Run `part` for ever: a lost database must not end the worker for as long as the process lives."""
    while True:
        try:
            await part()
        except Exception as problem:  # noqa: BLE001 -- whatever it is, the others go on and this one tries again
            log.warning("the worker starts again in %s s: %s", _START_AGAIN_SECONDS, str(problem).strip())
        await asyncio.sleep(_START_AGAIN_SECONDS)


def until_told(worker: Worker) -> None:
    """Run a worker in this process until Ctrl-C, SIGTERM or SIGHUP; a running job gets two seconds to end."""

    async def work() -> None:
        working = asyncio.create_task(worker.run())
        for end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(end, working.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await working

    asyncio.run(work())


async def _mend(engine: App) -> None:
    """Give the jobs of a killed worker to the living: its heartbeat has stopped, its jobs say *doing*."""
    for job in await engine.job_manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER_SECONDS):
        log.warning("job %s of a dead worker is done again", job.id)
        await engine.job_manager.retry_job(job, retry_at=datetime.now(UTC))  # noqa: TID251 -- the engine's own time, not the story's
    await asyncio.sleep(_DEAD_AFTER_SECONDS / 2)


def _deliver() -> int:
    close_old_connections()
    try:
        return bus.deliver()
    finally:
        close_old_connections()
