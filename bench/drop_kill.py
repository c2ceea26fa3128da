"""Kill -9 in a sale, one process after the other; the crowd asks on, and then the tables are counted.

web          the server itself: batcher, latch and every open answer are gone; the next one starts from nothing
beside       one of two that serve the same pool: the other one goes on, nobody starts anything
first        the first of two: the one beside it ends with it, and both start again
worker       who delivers facts and sweeps holds; nobody who buys should notice
connection   the process of PostgreSQL that decides: PostgreSQL drops every connection and recovers
postgresql   its first process, so that nothing is left; started again as an operator would

Each is killed once a third is sold; web, beside and postgresql also `_at_sell_out`, with a few pieces left, and `_after`,
when the last is gone and thousands still wait to hear so.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Collection
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


def all_of_them(
    home: Path, pools: list[int], *, connections: int, names: Collection[str] = ()
) -> dict[str, dict[str, Any]]:
    """One sale for each scene."""
    told = {}
    with supervisor.running(address.data_folder(home)):
        for name, pool in zip(names or SCENES, pools, strict=True):
            everybody_pays(home)
            victim, _at, moment = name.partition("_")
            told[name] = _VICTIMS[victim](home, pool, connections, _MOMENTS[moment])
    return told


def _web(home: Path, pool: int, connections: int, share: float, *, processes: int = 1) -> dict[str, Any]:
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(served(home, log=_SILENT, processes=processes))
        buyers = stack.enter_context(crowd(house, pool, connections=connections))
        buyers.start()
        sold = _sold(home, pool, share)
        beside = house.beside()
        house.server.kill()
        house.server.wait()
        psutil.wait_procs(beside, 20)
        with served(home, port=house.port, log=_SILENT, processes=processes) as again:
            return _told(again, pool, buyers.wait(), buyers.won(), sold)


def _first(home: Path, pool: int, connections: int, share: float) -> dict[str, Any]:
    return _web(home, pool, connections, share, processes=2)


def _beside(home: Path, pool: int, connections: int, share: float) -> dict[str, Any]:
    with (
        served(home, log=_SILENT, processes=2) as house,
        crowd(house, pool, connections=connections) as buyers,
    ):
        buyers.start()
        sold = _sold(home, pool, share)
        (victim,) = house.beside()
        victim.kill()
        return _told(house, pool, buyers.wait(), buyers.won(), sold)


def _worker(home: Path, pool: int, connections: int, share: float) -> dict[str, Any]:
    working = subprocess.Popen([*COMMAND, "--home", str(home), "worker"], stdout=subprocess.DEVNULL)
    with (
        served(home, worker=False, log=_SILENT) as house,
        crowd(house, pool, connections=connections) as buyers,
    ):
        buyers.start()
        sold = _sold(home, pool, share)
        working.kill()
        working.wait()
        return _told(house, pool, buyers.wait(), buyers.won(), sold)


def _connection(home: Path, pool: int, connections: int, share: float) -> dict[str, Any]:
    with served(home, log=_SILENT) as house, crowd(house, pool, connections=connections) as buyers:
        buyers.start()
        sold = _sold(home, pool, share)
        with psycopg.connect(house.dsn) as link:
            victims = [row[0] for row in link.execute(_DECIDES)]
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        told = buyers.wait()
        _answering(home)
        return {"victims": len(victims)} | _told(house, pool, told, buyers.won(), sold)


def _postgresql(home: Path, pool: int, connections: int, share: float) -> dict[str, Any]:
    with served(home, log=_SILENT) as house, crowd(house, pool, connections=connections) as buyers:
        buyers.start()
        sold = _sold(home, pool, share)
        victim = psutil.Process(postmaster_pid(home))
        victim.kill()
        with contextlib.suppress(psutil.TimeoutExpired):
            victim.wait(10)
        supervisor.start(address.data_folder(home))
        told = buyers.wait()
        return _told(house, pool, told, buyers.won(), sold)


_VICTIMS: dict[str, Callable[[Path, int, int, float], dict[str, Any]]] = {
    "web": _web, "beside": _beside, "first": _first, "worker": _worker, "connection": _connection,
    "postgresql": _postgresql,
}  # fmt: skip
_MOMENTS = {"": 0.3, "at_sell_out": 0.98, "after": 1.0}
SCENES = (
    *_VICTIMS,
    *(f"{victim}_{moment}" for victim in ("web", "beside", "postgresql") for moment in _MOMENTS if moment),
)


def _told(house: House, pool: int, told: dict[str, Any], won: dict[int, int], sold: int) -> dict[str, Any]:
    found = counted(house, pool, won)
    good = found["ok"] and not told["unanswered"] and found["remaining"] == 0
    return {
        "ok": good, "sold_when_killed": sold, "broken_connections": told["broken_connections"],
        "answers": told["answers"], "unanswered": told["unanswered"], "after": found,
    }  # fmt: skip


def _sold(home: Path, pool: int, share: float) -> int:
    """Wait until such a share is sold; how many pieces that are."""
    end = time.monotonic() + _PATIENCE
    with psycopg.connect(dsn_of(home), autocommit=True) as link:
        while time.monotonic() < end:
            row = link.execute("SELECT total, remaining FROM stock_pool WHERE id = %s", [pool]).fetchone()
            assert row is not None
            if row[0] - row[1] >= row[0] * share:
                return int(row[0] - row[1])
            time.sleep(0.01 if share < 0.5 else 0.002)
    raise RuntimeError("nothing is sold")


def _answering(home: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(psycopg.Error), psycopg.connect(dsn_of(home)):
            return
        time.sleep(0.2)
    raise RuntimeError("PostgreSQL stays away")
