"""The worker: delivers facts as they are announced and runs jobs. A task of the server, or alone."""

import asyncio
import logging
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.db import close_old_connections, connections
from procrastinate.contrib.django import app

from fanloop.foundation import bus

log = logging.getLogger(__name__)
_LOOK_AGAIN_SECONDS = 5.0


def connection_parameters() -> dict[str, Any]:
    """What a raw connection of ours needs to reach the same database as Django."""
    parameters = connections["default"].get_connection_params()  # type: ignore[no-untyped-call]
    return {key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if parameters.get(key)}


class Worker:
    """Facts wake it by NOTIFY; every few seconds it looks by itself, for what was due later or missed."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters
        self._woken = asyncio.Event()

    async def run(self) -> None:
        await asyncio.gather(self._listen(), self._deliver(), self._jobs())

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as link:
                    await link.execute(f"LISTEN {bus.CHANNEL}")
                    self._woken.set()
                    async for _ in link.notifies():
                        self._woken.set()
            except psycopg.OperationalError:
                await asyncio.sleep(1)

    async def _deliver(self) -> None:
        while True:
            try:
                await asyncio.wait_for(self._woken.wait(), _LOOK_AGAIN_SECONDS)
            except TimeoutError:
                pass
            self._woken.clear()
            try:
                while await sync_to_async(_deliver, thread_sensitive=False)():
                    pass
            except psycopg.Error:
                log.exception("facts wait until the database answers")
                await asyncio.sleep(1)

    async def _jobs(self) -> None:
        engine = app.with_connector(app.connector.get_worker_connector())
        async with engine.open_async():
            await engine.run_worker_async(concurrency=2, install_signal_handlers=False, delete_jobs="successful")


def _deliver() -> int:
    close_old_connections()
    try:
        return bus.deliver()
    finally:
        close_old_connections()
