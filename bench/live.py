"""Open five hundred live streams to a real server and tell them things: what they cost, and how soon they hear.

    python -m bench.live [--readers 500]

One real `fanloop serve` with its worker on a fresh home. A tenth of the readers listens to one busy topic, all of
them to a common one, each to its own: a room with fifty people in a house of five hundred. Memory is what the
server process holds (resident), before the first stream and with all of them open. Times are from the NOTIFY to
the moment a reader has the whole event, in milliseconds; readers run on the same machine. 0 when the server stays
under the limit and everybody heard everything once.
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg

from bench.pages import serving
from fanloop.foundation.live import CHANNEL
from fanloop.foundation.postgres import address

LIMIT_MB = 300
ROUNDS, WARM_UP = 20, 3


class Reader:
    """One open page: when it heard what."""

    def __init__(self, number: int) -> None:
        self.topics = ["bench.all", f"bench.one:{number + 1}", *(["bench.room"] if number % 10 == 0 else [])]
        self.heard: dict[str, float] = {}
        self.is_open = asyncio.Event()

    async def listen(self, url: str) -> None:
        host = urlsplit(url)
        reading, writing = await asyncio.open_connection(host.hostname, host.port)
        ask = f"GET /live?topics={','.join(self.topics)} HTTP/1.1\r\nHost: {host.netloc}\r\n\r\n"
        writing.write(ask.encode())
        try:
            while line := await reading.readline():
                if line.startswith(b": open"):
                    self.is_open.set()
                elif line.startswith(b"data: "):
                    self.heard[line[6:].decode().strip()] = time.perf_counter()
        finally:
            writing.close()


@asynccontextmanager
async def open_readers(url: str, count: int) -> AsyncIterator[list[Reader]]:
    readers = [Reader(number) for number in range(count)]
    tasks = []
    for reader in readers:
        tasks.append(asyncio.create_task(reader.listen(url)))
        if len(tasks) % 50 == 0:
            await asyncio.sleep(0.05)
    async with asyncio.timeout(60):
        await asyncio.gather(*(reader.is_open.wait() for reader in readers))
    try:
        yield readers
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def tell(dsn: str, topic: str, readers: list[Reader]) -> list[float]:
    """Milliseconds until each reader of the topic heard it, for every round after the warm-up."""
    waits = []
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as link:
        for turn in range(WARM_UP + ROUNDS):
            word = f"{topic}/{turn}"
            began = time.perf_counter()
            await link.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic} {word}"])
            hearing = [reader for reader in readers if topic in reader.topics]
            async with asyncio.timeout(20):
                while not all(word in reader.heard for reader in hearing):  # noqa: ASYNC110 -- five hundred ears
                    await asyncio.sleep(0.002)
            await asyncio.sleep(0.05)
            if turn >= WARM_UP:
                waits += [(reader.heard[word] - began) * 1000 for reader in hearing]
    return waits


def summary(waits: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(statistics.median(waits), 1),
        "p95_ms": round(statistics.quantiles(waits, n=20)[18], 1),
        "max_ms": round(max(waits), 1),
    }


def held(server: psutil.Process) -> float:
    return float(server.memory_info().rss) / 1e6


async def measure(url: str, server: psutil.Process, dsn: str, count: int) -> dict[str, object]:
    before = held(server)
    async with open_readers(url, count) as readers:
        await asyncio.sleep(1)
        with_readers = held(server)
        everybody = await tell(dsn, "bench.all", readers)
        room = await tell(dsn, "bench.room", readers)
        after = held(server)
        strays = [
            word
            for reader in readers
            for word in reader.heard
            if word.split("/")[0] not in reader.topics
            if word
        ]
    return {
        "ok": after < LIMIT_MB and not strays,
        "limit_mb": LIMIT_MB,
        "readers": count,
        "server_mb": {"before": round(before, 1), "open": round(with_readers, 1), "after": round(after, 1)},
        "kb_a_reader": round((after - before) * 1000 / count, 1),
        "to_everybody": summary(everybody),
        "to_a_tenth": summary(room),
        "heard_unasked": len(strays),
    }


def streams(url: str, server: psutil.Process, home: Path, count: int) -> dict[str, object]:
    """The measurement on a server that is up already."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65_536), most))
    dsn = address.url(address.database(home, os.environ.get("DATABASE_URL")))
    return asyncio.run(measure(url, server, dsn, count))


def run(options: argparse.Namespace) -> dict[str, object]:
    """The whole measurement as one object."""
    with tempfile.TemporaryDirectory(prefix="fanloop-bench-") as fresh:
        Path(fresh).chmod(0o755)
        with serving(Path(fresh)) as (url, server):
            found = streams(url, server, Path(fresh), options.readers)
    return {**found, "load_average": round(os.getloadavg()[0], 2), "cores": os.cpu_count()}


def main() -> int:
    """Print JSON; 0 when all is well."""
    parser = argparse.ArgumentParser(
        prog="bench.live", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", type=int, default=500)
    found = run(parser.parse_args())
    print(json.dumps(found, indent=1))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
