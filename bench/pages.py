"""Measure the pages people wait for, on the imported world, over HTTP, against a limit and a floor in the same run.

    python -m bench.pages --data DIR      turn the loop on this data in a fresh home first (minutes)
    python -m bench.pages --home DIR      measure a home that has turned it already (`fanloop loop --keep`)

One real `fanloop serve` with its worker; one reader on one kept connection, who takes the pages in turn, so that
a busy moment of the machine falls on all of them. The floor is `/ping`, which answers before Django. Times are
from the first byte sent to the last byte read, in milliseconds; 0 when every page's p95 is under the limit.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import psycopg

from fanloop.foundation.postgres import address

LIMIT_MS = 100
ROUNDS, WARM_UP, IN_A_ROW = 80, 10, 20
FOUNDER, PASSWORD = "jonna@northwindow.example", "golden-hour-2026"
COMMAND = [sys.executable, "-m", "fanloop.config.command_line"]

CAUSES = """
WITH RECURSIVE walk(ref) AS (
    SELECT %s UNION SELECT cause FROM walk JOIN foundation_because ON effect = ref
) SELECT min(ref), count(*) FROM walk WHERE ref LIKE 'community.topic:%%'
"""


class Reader:
    """One browser: a kept connection and its cookies."""

    def __init__(self, url: str) -> None:
        self._link = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._cookies: SimpleCookie = SimpleCookie()

    def get(self, path: str) -> tuple[float, bytes]:
        """Milliseconds and the page. Raises RuntimeError for anything but 200."""
        began = time.perf_counter()
        status, body = self._ask("GET", path)
        took = (time.perf_counter() - began) * 1000
        if status != http.client.OK:
            raise RuntimeError(f"{path} answered {status}")
        return took, body

    def log_in(self) -> None:
        _, page = self.get("/account/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        said = {"login": FOUNDER, "password": PASSWORD, "csrfmiddlewaretoken": token[1].decode()}
        status, _ = self._ask("POST", "/account/login/", urlencode(said))
        if status != http.client.FOUND:
            raise RuntimeError(f"the founder could not log in: {status}")

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._link.request(method, path, body, headers)
        answer = self._link.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self._cookies.load(cookie)
        return answer.status, answer.read()


@contextlib.contextmanager
def world(options: argparse.Namespace) -> Iterator[Path]:
    """A home in which the loop has turned on real data."""
    if options.home:
        yield options.home.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="fanloop-bench-") as fresh:
        Path(fresh).chmod(0o755)
        turn = [*COMMAND, "--home", fresh, "loop", "--data", str(options.data), "--keep", "--json"]
        subprocess.run(turn, check=True, stdout=subprocess.DEVNULL)
        yield Path(fresh)


@contextlib.contextmanager
def serving(home: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A real server on this home, once every fact is delivered: its URL and its process."""
    server = subprocess.Popen(
        [*COMMAND, "--home", str(home), "serve", "--port", "0"], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "FANLOOP_SEARCHES_A_MINUTE": "0"},
    )  # fmt: skip
    assert server.stdout is not None
    try:
        said = re.search(r"http://\S+", server.stdout.readline())
        assert said, "the server did not open"
        while json.loads(Reader(said[0]).get("/healthz")[1])["facts_pending"]:
            time.sleep(0.5)
        yield said[0], psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(30)


def places(home: Path) -> tuple[dict[str, str], dict[str, object]]:
    """Name → path of every page to measure, and how big what they show is."""
    with psycopg.connect(address.url(address.database(home, os.environ.get("DATABASE_URL")))) as link:

        def one(question: str, *values: object) -> tuple[str, int]:
            row = link.execute(question.encode(), values).fetchone()
            assert row is not None, question
            return str(row[0]), int(row[1])

        space, topics = one(
            "SELECT s.slug, count(*) FROM community_topic t JOIN community_space s ON s.id = t.space_id GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
        )
        topic, replies = one(
            "SELECT id, replies_count FROM community_topic WHERE replies_count >= 100 ORDER BY replies_count LIMIT 1"
        )
        line, _ = one("SELECT min(id), count(*) FROM supply_purchaseline")
        first, causes = one(CAUSES, f"supply.purchase_line:{line}")
        _, needs = one("SELECT 0, count(*) FROM voices_need")
    paths = {
        "home": "/",
        "topic list": f"/talk/{space}",
        "topic of 100 replies": f"/talk/topics/{topic}",
        "needs board": "/voices",
        "trail of a purchase line": f"/why/supply.purchase_line:{line}",
        "trail of a topic": f"/why/{first}",
    }
    return paths, {"topics": topics, "replies": replies, "needs": needs, "topics_behind_the_line": causes}


def measure(url: str, paths: dict[str, str]) -> dict[str, dict[str, float]]:
    """Each page and the floor in turn, `ROUNDS` times; the trail is read by a founder, who may see all of it."""
    anyone, founder = Reader(url), Reader(url)
    founder.log_in()
    readers = {name: founder if name.startswith("trail") else anyone for name in paths}
    turns = [("/ping", anyone, "/ping"), *((name, readers[name], path) for name, path in paths.items())]
    times: dict[str, list[float]] = {name: [] for name, _, _ in turns}
    sizes: dict[str, int] = {}
    for turn in range(WARM_UP + ROUNDS):
        for name, reader, path in turns:
            took, page = reader.get(path)
            sizes[name] = len(page)
            if turn >= WARM_UP:
                times[name].append(took)
    return {name: {**_summary(row), "kilobytes": round(sizes[name] / 1000, 1)} for name, row in times.items()}


def processor(url: str, paths: dict[str, str], server: psutil.Process) -> dict[str, float]:
    """Milliseconds of processor a page costs the server, without the database: the figure that a busy machine leaves alone."""
    founder = Reader(url)
    founder.log_in()
    found = {}
    for name, path in paths.items():
        began = sum(server.cpu_times()[:2])
        for _ in range(IN_A_ROW):
            founder.get(path)
        found[name] = round((sum(server.cpu_times()[:2]) - began) / IN_A_ROW * 1000, 1)
    return found


def _summary(row: list[float]) -> dict[str, float]:
    twentieths = statistics.quantiles(row, n=20)
    return {
        "p50_ms": round(statistics.median(row), 2),
        "p95_ms": round(twentieths[18], 2),
        "max_ms": round(max(row), 2),
    }


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder with oem-community and supply")
    parser.add_argument("--home", type=Path, help="a home that holds the imported world")


def run(options: argparse.Namespace) -> dict[str, object]:
    """The whole measurement as one object; `ok` when every page keeps the limit."""
    with world(options) as home, serving(home) as (url, server):
        load = os.getloadavg()[0]
        paths, sizes = places(home)
        times = measure(url, paths)
        for name, cost in processor(url, paths, server).items():
            times[name]["processor_ms"] = cost
    floor = times.pop("/ping")
    return {
        "ok": all(page["p95_ms"] < LIMIT_MS for page in times.values()),
        "limit_p95_ms": LIMIT_MS,
        "requests_a_page": ROUNDS,
        "floor": floor,
        "pages": times,
        "world": sizes,
        "load_average": [round(load, 2), round(os.getloadavg()[0], 2)],
        "cores": os.cpu_count(),
    }


def main() -> int:
    """Print JSON; 0 when every page keeps the limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add(parser)
    options = parser.parse_args()
    if not (options.data or options.home):
        parser.error("name --data or --home")
    answer = run(options)
    print(json.dumps(answer, indent=1))
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
