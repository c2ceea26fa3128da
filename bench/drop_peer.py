"""The same stock in pretix from PyPI: its own environment, its own database in the same PostgreSQL, gunicorn before it.

What corresponds to a claim is a product put into a cart: pretix reserves it for half an hour, as a hold does here. Sessions and
their CSRF tokens are fetched before and not counted; then all of a round's buyers put one into their cart at once, over as
many connections as pretix bears, and the best of three rounds counts. Without Redis pretix keeps sessions in the database.
"""

import contextlib
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import venv
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench.drop_place import dsn_of
from fanloop.foundation.postgres import address, supervisor

PEER = ("pretix==2026.8.0", "gunicorn==27.0.1")
WORKERS = 4
BUYERS, ROUNDS = 200, 3
_DATABASE = "pretix"


@dataclass(frozen=True)
class Shop:
    """The peer while it is open."""

    port: int
    slug: str
    item: int

    def link(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("localhost", self.port, timeout=120)


@dataclass(frozen=True)
class Buyer:
    """Who stands before the product with a session of their own."""

    cookies: str
    csrf: str


def measured(home: Path, options: Namespace, *, ours: dict[str, Any]) -> dict[str, Any]:
    """The peer's carts a second, how exact it was, and how many times as many claims we answer."""
    with supervisor.running(address.data_folder(home)), opened(home, options) as shop:
        load = os.getloadavg()[0]
        rounds = [one_round(shop, options.peer_connections) for _ in range(ROUNDS)]
        rows = carts(home)
    best = max(rounds, key=lambda each: each["claims_per_s"])
    ratio = ours["claims_per_s"] / max(1e-9, best["claims_per_s"])
    put = sum(each["put"] for each in rounds)
    return {
        "name": PEER[0], "what": "products put into carts", "stock": options.stock, "transport": "http",
        "connections": options.peer_connections, "workers": f"gunicorn, {WORKERS} processes", **best,
        "rounds_per_s": [each["claims_per_s"] for each in rounds], "put_in_all": put, "rows_counted_after": rows,
        "load": round(load, 2), "ratio": round(ratio, 1), "ahead": ratio > 1,
    }  # fmt: skip


def one_round(shop: Shop, connections: int) -> dict[str, Any]:
    with ThreadPoolExecutor(connections) as many:
        buyers = list(many.map(lambda _: come(shop), range(BUYERS)))
        began = time.perf_counter()
        times = list(many.map(lambda buyer: put_into_cart(shop, buyer), buyers))
        took = time.perf_counter() - began
    good = [ms for is_in, ms in times if is_in]
    cut = statistics.quantiles(good, n=100) if len(good) > 1 else [0.0] * 99
    return {
        "claims_per_s": round(len(good) / took, 1), "p50_ms": round(cut[49], 1), "p99_ms": round(cut[98], 1),
        "put": len(good), "refused": len(times) - len(good),
    }  # fmt: skip


def come(shop: Shop) -> Buyer:
    link = shop.link()
    link.request("GET", f"/maker/{shop.slug}/")
    answer = link.getresponse()
    page = answer.read().decode()
    cookies = "; ".join(each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie") or [])
    link.close()
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, f"the peer shows no shop: {answer.status}"
    return Buyer(cookies, found[1])


def put_into_cart(shop: Shop, buyer: Buyer) -> tuple[bool, float]:
    """Whether it is in the cart, and after how many milliseconds."""
    link = shop.link()
    body = urlencode({"csrfmiddlewaretoken": buyer.csrf, f"item_{shop.item}": "1", "ajax": "1"})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": buyer.cookies, "X-Requested-With": "XMLHttpRequest",
        "Referer": f"http://localhost:{shop.port}/maker/{shop.slug}/",
    }  # fmt: skip
    began = time.perf_counter()
    try:
        link.request("POST", f"/maker/{shop.slug}/cart/add?ajax=1", body, headers)
        answer = link.getresponse()
        is_in = answer.status == 200 and b'"success": true' in answer.read()
    except (OSError, http.client.HTTPException):
        is_in = False
    finally:
        link.close()
    return is_in, (time.perf_counter() - began) * 1000


def carts(home: Path) -> int:
    with psycopg.connect(dsn_of(home), dbname=_DATABASE) as link:
        row = link.execute("SELECT count(*) FROM pretixbase_cartposition").fetchone()
        assert row is not None
        return int(row[0])


@contextlib.contextmanager
def opened(home: Path, options: Namespace) -> Iterator[Shop]:
    """The peer installed, filled and serving until the block ends."""
    folder = options.peer_folder or _cache() / PEER[0].replace("==", "-")
    install(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = home / "pretix"
    data.mkdir(exist_ok=True)
    place = address.database(home, None)
    told = {
        "PRETIX_DATABASE_BACKEND": "postgresql", "PRETIX_DATABASE_NAME": _DATABASE, "PRETIX_DATABASE_USER": place["USER"],
        "PRETIX_DATABASE_HOST": place["HOST"], "PRETIX_PRETIX_DATADIR": str(data),
        "PRETIX_PRETIX_URL": f"http://localhost:{port}",
    }  # fmt: skip
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | told
    with psycopg.connect(dsn_of(home), autocommit=True) as link:
        link.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)".encode())
        link.execute(f"CREATE DATABASE {_DATABASE}".encode())
    filled = subprocess.run(
        [folder / "bin" / "python", Path(__file__).with_name("pretix_peer.py"), str(options.stock)],
        env=env, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    slug, item = filled.stdout.split()[-2:]
    gunicorn = [
        folder / "bin" / "gunicorn",
        "pretix.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    # Without threads: pretix' tasks, run in place, share what they change. What it logs of each task is of no interest here.
    running = subprocess.Popen(
        [*gunicorn, "-w", str(WORKERS)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        shop = Shop(port, slug, int(item))
        _wait(shop)
        yield shop
    finally:
        running.terminate()
        running.wait(60)


def install(folder: Path) -> None:
    """From PyPI into an environment of its own, once."""
    note = folder / "installed"
    if note.exists():
        return
    venv.create(folder, with_pip=True)
    subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", "-q", *PEER], check=True, stdout=sys.stderr
    )
    note.write_text("\n".join(PEER) + "\n")


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fanloop" / "peers"


def _wait(shop: Shop) -> None:
    """Until every worker has drawn a page: the first ones read all of its modules."""
    with ThreadPoolExecutor(4 * WORKERS) as many:
        for _ in range(300):
            try:
                list(many.map(lambda _: come(shop), range(4 * WORKERS)))
            except (OSError, http.client.HTTPException):
                time.sleep(0.5)
            else:
                return
    raise RuntimeError("the peer did not open")
