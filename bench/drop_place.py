"""The place of a drop: a served home, the crowd before it, and what its tables say afterwards."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from fanloop.foundation.postgres import address
from fanloop.selling.stock.rules.chain import Link, Row, first_wrong

COMMAND = [sys.executable, "-m", "fanloop.config.command_line"]
_SUMS = """
SELECT p.total, p.remaining, count(c.id), coalesce(sum(c.quantity) FILTER (WHERE r.id IS NULL), 0), count(DISTINCT c.fan_id),
       count(DISTINCT c.number), coalesce(max(c.number), 0), p.sequence
FROM stock_pool p LEFT JOIN stock_claim c ON c.pool_id = p.id LEFT JOIN stock_release r ON r.claim_id = c.id
WHERE p.id = %s GROUP BY p.id
"""
_ROWS = """
SELECT number, fan_id, slot, quantity, (extract(epoch FROM at) * 1000000)::bigint, key
FROM stock_claim WHERE pool_id = %s ORDER BY number
"""


@dataclass
class House:
    """A served home."""

    home: Path
    host: str
    port: int
    server: psutil.Process

    @property
    def dsn(self) -> str:
        return dsn_of(self.home)

    def setting(self, name: str) -> str:
        with psycopg.connect(self.dsn) as link:
            row = link.execute("SELECT current_setting(%s)", [name]).fetchone()
            assert row is not None
            return str(row[0])

    def beside(self) -> list[psutil.Process]:
        """The processes that serve beside the first one."""
        return [each for each in self.server.children() if "fanloop.config.beside" in each.cmdline()]

    def cpu(self) -> float:
        spent = self.server.cpu_times()
        return float(spent.user + spent.system)

    def database_cpu(self) -> float:
        """Of all processes of this home's PostgreSQL that live."""
        total = 0.0
        with contextlib.suppress(psutil.Error):
            postmaster = psutil.Process(postmaster_pid(self.home))
            for process in (postmaster, *postmaster.children()):
                with contextlib.suppress(psutil.Error):
                    spent = process.cpu_times()
                    total += spent.user + spent.system
        return total


def dsn_of(home: Path) -> str:
    return address.url(address.database(home, None))


def postmaster_pid(home: Path) -> int:
    (note,) = address.data_folder(home).glob("pg*/postmaster.pid")
    return int(note.read_text().splitlines()[0])


@contextlib.contextmanager
def served(
    home: Path, *, port: int = 0, worker: bool = True, log: str = "WARNING", processes: int = 1
) -> Iterator[House]:
    """One `fanloop serve` on this home, of so many processes, until the block ends, however it has ended by then."""
    server = subprocess.Popen(
        [*COMMAND, "--home", str(home), "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "FANLOOP_WORKER": "1" if worker else "0", "FANLOOP_LOG": log, "FANLOOP_PROCESSES": str(processes)},
    )  # fmt: skip
    assert server.stdout is not None
    try:
        found = re.search(r"http://([\w.]+):(\d+)", server.stdout.readline())
        assert found, "the server did not open"
        _quiet(found[0], worker=worker)
        house = House(home, "127.0.0.1", int(found[2]), psutil.Process(server.pid))
        _answering(house, processes - 1)
        yield house
    finally:
        server.terminate()
        server.wait(60)
        server.stdout.close()


def _answering(house: House, count: int) -> None:
    """Wait until so many processes beside the first take up connections, too."""
    end = time.monotonic() + 60
    waiting = house.beside()
    assert len(waiting) == count
    while waiting and time.monotonic() < end:
        with contextlib.ExitStack() as stack:
            for _ in range(16):
                stack.enter_context(socket.create_connection((house.host, house.port)))
            time.sleep(0.2)
            waiting = [each for each in waiting if not _has_callers(each)]
    assert not waiting, "a process beside the first takes up nothing"


def _has_callers(process: psutil.Process) -> bool:
    return any(each.status == psutil.CONN_ESTABLISHED for each in process.net_connections("tcp"))


def _quiet(url: str, *, worker: bool) -> None:
    """Wait until what the filling has announced is delivered."""
    while True:
        with urllib.request.urlopen(f"{url}/healthz", timeout=30) as answer:
            if not worker or not json.loads(answer.read())["facts_pending"]:
                return
        time.sleep(0.5)


class Buyers:
    """A crowd that stands ready."""

    def __init__(self, process: "subprocess.Popen[str]", won: Path) -> None:
        self._process, self._won = process, won

    def go(self) -> dict[str, Any]:
        """Let them ask, and wait until they are done."""
        self.start()
        return self.wait()

    def start(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def wait(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return dict(json.loads(self._process.stdout.readline()))

    def won(self) -> dict[int, int]:
        """Place of the token → the number its fan was told."""
        return {int(place): number for place, number in json.loads(self._won.read_text()).items()}


@contextlib.contextmanager
def crowd(house: House, pool: int, *, connections: int, people: int = 0) -> Iterator[Buyers]:
    """The buyers with this pool's tokens, all of their connections open."""
    tokens = house.home / f"tokens-{pool}.txt"
    words = [
        house.host,
        str(house.port),
        str(pool),
        str(tokens),
        f"--connections={connections}",
        f"--people={people}",
    ]
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("drop_crowd.py"), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n", "the crowd did not come"
        yield Buyers(process, tokens.with_suffix(".won"))
    finally:
        process.kill()
        process.communicate()


def everybody_pays(home: Path) -> None:
    """What is held is confirmed, so that nobody comes to the next sale with two open holds."""
    with psycopg.connect(dsn_of(home)) as link:
        link.execute("INSERT INTO stock_confirmation SELECT claim_id, now() FROM stock_hold")
        link.execute("DELETE FROM stock_hold")


def counted(house: House, pool: int, won: Mapping[int, int]) -> dict[str, Any]:
    """What the tables say: pieces add up, numbers have no gap and no double, the chain holds, every answered win is there."""
    with psycopg.connect(house.dsn) as link:
        row = link.execute(_SUMS, [pool]).fetchone()
        assert row is not None
        total, remaining, rows, pieces, fans, numbers, last, sequence = row
        claims = [Row(*each) for each in link.execute(_ROWS, [pool])]
        links = [
            Link(*each)
            for each in link.execute(
                "SELECT first, last, prev, hash, salt FROM stock_batch WHERE pool_id = %s ORDER BY last",
                [pool],
            )
        ]
        said = link.execute("SELECT count(*) FROM stock_attempt WHERE pool_id = %s", [pool]).fetchone()
        assert said is not None
    of_nonce = {each.key.rpartition(":")[2]: each.number for each in claims}
    lost = [place for place, number in won.items() if of_nonce.get(f"{place:x}") != number]
    wrong = first_wrong(pool, links, claims)
    sums = total == remaining + pieces and rows == fans == numbers == last == sequence
    return {
        "ok": sums and not lost and wrong is None, "rows": rows, "fans": fans, "remaining": remaining,
        "remaining_and_claimed_are_total": total == remaining + pieces, "numbers_have_no_gap": numbers == last == rows,
        "answered_wins": len(won), "answered_wins_not_in_the_table": len(lost), "batches": len(links),
        "first_wrong_batch": wrong.first if wrong else None, "attempts_logged": said[0],
    }  # fmt: skip
