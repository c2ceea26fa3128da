"""Kill -9 in the middle of a sale, one process after the other; the crowd asks on, and then the tables are counted.

web         the server itself: batcher, latch and every open answer are gone; the next one starts from nothing
worker      who delivers facts and sweeps holds; nobody who buys should notice
connection  the process of PostgreSQL that decides: PostgreSQL drops every connection and recovers
postgresql  its first process, so that nothing is left; started again as an operator would
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.drop_place import COMMAND, House, counted, crowd, dsn_of, everybody_pays, postmaster_pid, served
from fanloop.foundation.postgres import address, supervisor

_PATIENCE = 120.0
_SILENT = "CRITICAL"
"""What the server says of a database that is killed is no news here."""
_DECIDES = (
    "SELECT pid FROM pg_stat_activity WHERE query LIKE '%stock_claim_batch%' AND pid <> pg_backend_pid()"
)


def all_of_them(home: Path, pools: list[int], *, connections: int) -> dict[str, dict[str, Any]]:
    """One sale for each victim."""
    scenes: dict[str, Callable[[Path, int, int], dict[str, Any]]] = {
        "web": _web, "worker": _worker, "connection": _connection, "postgresql": _postgresql,
    }  # fmt: skip
    told = {}
    with supervisor.running(address.data_folder(home)):
        for (name, scene), pool in zip(scenes.items(), pools, strict=True):
            everybody_pays(home)
            told[name] = scene(home, pool, connections)
    return told


def _web(home: Path, pool: int, connections: int) -> dict[str, Any]:
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(served(home, log=_SILENT))
        buyers = stack.enter_context(crowd(house, pool, connections=connections))
        buyers.start()
        sold = _half_sold(home, pool)
        house.server.kill()
        house.server.wait()
        with served(home, port=house.port, log=_SILENT) as again:
            return _told(again, pool, buyers.wait(), buyers.won(), sold)


def _worker(home: Path, pool: int, connections: int) -> dict[str, Any]:
    working = subprocess.Popen([*COMMAND, "--home", str(home), "worker"], stdout=subprocess.DEVNULL)
    with (
        served(home, worker=False, log=_SILENT) as house,
        crowd(house, pool, connections=connections) as buyers,
    ):
        buyers.start()
        sold = _half_sold(home, pool)
        working.kill()
        working.wait()
        return _told(house, pool, buyers.wait(), buyers.won(), sold)


def _connection(home: Path, pool: int, connections: int) -> dict[str, Any]:
    with served(home, log=_SILENT) as house, crowd(house, pool, connections=connections) as buyers:
        buyers.start()
        sold = _half_sold(home, pool)
        with psycopg.connect(house.dsn) as link:
            victims = [row[0] for row in link.execute(_DECIDES)]
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        told = buyers.wait()
        _answering(home)
        return {"victims": len(victims)} | _told(house, pool, told, buyers.won(), sold)


def _postgresql(home: Path, pool: int, connections: int) -> dict[str, Any]:
    with served(home, log=_SILENT) as house, crowd(house, pool, connections=connections) as buyers:
        buyers.start()
        sold = _half_sold(home, pool)
        victim = psutil.Process(postmaster_pid(home))
        victim.kill()
        with contextlib.suppress(psutil.TimeoutExpired):
            victim.wait(10)
        supervisor.start(address.data_folder(home))
        told = buyers.wait()
        return _told(house, pool, told, buyers.won(), sold)


def _told(house: House, pool: int, told: dict[str, Any], won: dict[int, int], sold: int) -> dict[str, Any]:
    found = counted(house, pool, won)
    good = found["ok"] and not told["unanswered"] and found["remaining"] == 0
    return {
        "ok": good, "sold_when_killed": sold, "broken_connections": told["broken_connections"],
        "answers": told["answers"], "unanswered": told["unanswered"], "after": found,
    }  # fmt: skip


def _half_sold(home: Path, pool: int) -> int:
    """Wait until a good part is sold; how much."""
    end = time.monotonic() + _PATIENCE
    with psycopg.connect(dsn_of(home), autocommit=True) as link:
        while time.monotonic() < end:
            row = link.execute("SELECT total, remaining FROM stock_pool WHERE id = %s", [pool]).fetchone()
            assert row is not None
            if row[1] < row[0] * 0.7:
                return int(row[0] - row[1])
            time.sleep(0.01)
    raise RuntimeError("nothing is sold")


def _answering(home: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(psycopg.Error), psycopg.connect(dsn_of(home)):
            return
        time.sleep(0.2)
    raise RuntimeError("PostgreSQL stays away")
