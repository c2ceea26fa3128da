"""A full community under load: board, long topic, search, vote and live streams, and the same pages of a peer.

    python -m bench.listening [--posts N --voices N --people N] [--seconds S] [--peer] [--home DIR]

One real `fanloop serve` (its processes and threads are stated) on 100,000 posts, 10,000 voices and 10,000 people drawn
from a seed. Half of the readers are signed in, each with a session of their own; no page is kept whole anywhere, and every
fiftieth request to the board is a vote that changes it.
`--peer` installs Misago from PyPI into an environment of its own, fills it with the same topics and posts and asks
its topic list and topic page in the same run, through the same kind of server, with pages of the same length. CPU is
that of the server's processes, without the database's. 0 when every limit holds and, with a peer, when
we are ahead on both pages.
"""

import argparse
import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlsplit

import psutil
import psycopg

from bench import live
from bench.crowd import Crowd
from bench.load import Ask, cpu_seconds, flat_out, steadily
from bench.pages import serving
from fanloop.foundation.postgres import address, supervisor

LIMITS = {"board": 80, "topic": 120, "search": 150, "vote": 60}
RATES = {"board": 100, "topic": 10, "search": 20, "vote": 20}
PEER = ("misago==0.39.6", "uvicorn", "uvloop", "httptools", "a2wsgi")


def half(paths: Sequence[str], cookies: Sequence[str]) -> list[Ask]:
    """Every second reader is signed in."""
    many = list(paths) * max(1, 200 // len(paths))
    return [Ask(path, cookies[(at // 2) % len(cookies)] if at % 2 else "") for at, path in enumerate(many)]


def among(asks: Sequence[Ask], few: Sequence[Ask], every: int) -> list[Ask]:
    """`few` in turn among many `asks`, one after every so many."""
    return [
        each
        for at, ask in enumerate(asks)
        for each in ([ask, few[at // every % len(few)]] if at % every == every - 1 else [ask])
    ]


def votes(url: str, needs: Sequence[int], cookies: Sequence[str]) -> list[Ask]:
    """Votes by signed-in readers, given and taken back in turn, so that no budget ends."""
    link = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    link.request("GET", "/voices/new", headers={"Cookie": cookies[0]})
    answer = link.getresponse()
    answer.read()
    morsel = next(each for each in answer.headers.get_all("Set-Cookie") or [] if each.startswith("csrftoken"))
    token = morsel.partition("=")[2].partition(";")[0]
    asks = []
    for at, cookie in enumerate(cookies):
        for want in ("1", "0"):
            path = f"/needs/{needs[at % len(needs)]}/vote"
            asks.append(Ask(path, f"{cookie}; csrftoken={token}", f"want={want}", token))
    link.close()
    return asks


@contextlib.contextmanager
def filled(options: argparse.Namespace) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A home with the crowd in it, and what is known of it."""
    with contextlib.ExitStack() as stack:
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fanloop-bench-")))
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        note = home / "crowd.json"
        if not note.exists():
            sizes = [f"--{name}={getattr(options, name)}" for name in ("people", "posts", "voices")]
            done = subprocess.run(
                [sys.executable, "-m", "bench.crowd_house", "--home", str(home), *sizes],
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            note.write_text(done.stdout)
        yield home, json.loads(note.read_text())


def measure(
    url: str, server: psutil.Process, known: dict[str, Any], options: argparse.Namespace
) -> dict[str, Any]:
    """The four pages at their pace, one after another, warm."""
    crowd = Crowd(people=options.people, posts=options.posts, voices=options.voices)
    cookies, topic = known["cookies"], f"/talk/topics/{known['long_topic']}"
    given = votes(url, known["needs"], cookies)
    asks = {
        "board": among(half(["/voices"] * 10, cookies), given, 50),
        "topic": half([f"{topic}?page={page}" for page in range(1, 6)], cookies),
        "search": half([f"/search?q={quote_plus(question)}" for question in crowd.questions(100)], cookies),
        "vote": given,
    }
    found = {}
    for name, those in asks.items():
        steadily(url, those, rate=10, seconds=2)
        begun, clock = cpu_seconds(server), time.perf_counter()
        times = steadily(url, those, rate=RATES[name], seconds=options.seconds)
        spent = cpu_seconds(server) - begun
        found[name] = {
            **times.summary(), "limit_p95_ms": LIMITS[name], "rate": RATES[name],
            "cpu_ms_a_request": round(1000 * spent / max(1, len(times.ms)), 2),
            "seconds": round(time.perf_counter() - clock, 1), "load": os.getloadavg()[0],
        }  # fmt: skip
    return found


def fast(
    url: str, server: psutil.Process, pages: dict[str, str], cookies: Sequence[str], seconds: float
) -> dict[str, Any]:
    """Each page as fast as it comes, half of the readers signed in."""
    found = {}
    for name, path in pages.items():
        asks = half([path], cookies)
        flat_out(url, asks, seconds=2, server=server)
        found[name] = flat_out(url, asks, seconds=seconds, server=server)
    return found


@dataclass(frozen=True)
class House:
    """Ours, while it is served: where, by which process, and what is known of it."""

    url: str
    server: psutil.Process
    home: Path
    known: dict[str, Any]


def peer(options: argparse.Namespace, ours: House) -> dict[str, Any]:
    """Misago and we, in turn, three times; the median of the ratios of requests a CPU second."""
    pages = {"topic list": "/talk/space-0", "topic page": f"/talk/topics/{ours.known['long_topic']}"}
    with misago(options, ours.home) as (theirs, their_server, told):
        names = {"topic list": told["list"], "topic page": told["topic"]}
        rounds = [
            (
                fast(ours.url, ours.server, pages, ours.known["cookies"], options.seconds),
                fast(theirs, their_server, names, told["cookies"], options.seconds),
            )
            for _ in range(3)
        ]
    ratios = {
        name: sorted(
            here[name]["requests_a_cpu_second"] / there[name]["requests_a_cpu_second"]
            for here, there in rounds
        )[1]
        for name in pages
    }
    return {
        "name": PEER[0], "fanloop": rounds[1][0], "misago": rounds[1][1],
        "ratio_requests_a_cpu_second": {name: round(ratio, 2) for name, ratio in ratios.items()},
        "ahead": all(ratio > 1 for ratio in ratios.values()),
    }  # fmt: skip


@contextlib.contextmanager
def misago(options: argparse.Namespace, home: Path) -> Iterator[tuple[str, psutil.Process, dict[str, Any]]]:
    """The peer installed, filled and serving, on a database of its own in the same cluster."""
    folder = options.peer_folder or home / "peer"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PEER], check=True, stdout=sys.stderr)
    here, data = Path(__file__).with_name("misago_peer.py"), address.data_folder(home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with supervisor.running(data):
        place = address.database(home, None)
        env = {
            **os.environ, "PEER_DATABASE": "misago", "PEER_USER": place["USER"], "PEER_HOST": place["HOST"],
            "PEER_FOLDER": str(home / "misago"), "PEER_PORT": str(port), "PEER_THREADS": os.environ.get("FANLOOP_THREADS", "4"),
        }  # fmt: skip
        env.pop("PYTHONPATH", None)
        told = _filled(env, python, here, home, options)
        served = subprocess.Popen([python, here, "serve"], env=env, stdout=sys.stderr)
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}", psutil.Process(served.pid), told
        finally:
            served.terminate()
            served.wait(30)


def _filled(
    env: dict[str, str], python: Path, here: Path, home: Path, options: argparse.Namespace
) -> dict[str, Any]:
    note = home / "misago.json"
    if note.exists():
        return dict(json.loads(note.read_text()))
    with psycopg.connect(address.url(address.database(home, None)), autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS misago WITH (FORCE)")
        link.execute("CREATE DATABASE misago")
    crowd = Crowd(people=options.people, posts=options.posts, voices=options.voices)
    topics = [{**asdict(topic), "at": topic.at.isoformat()} for topic in crowd.topics()]
    (home / "peer.json").write_text(json.dumps({"people": options.people, "sessions": 200, "topics": topics}))
    done = subprocess.run(
        [python, here, "fill", home / "peer.json"], env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    note.write_text(done.stdout.splitlines()[-1])
    return dict(json.loads(note.read_text()))


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("the peer did not open")


def run(options: argparse.Namespace) -> dict[str, Any]:
    os.environ.setdefault("FANLOOP_PROCESSES", str(min(2, os.cpu_count() or 1)))
    os.environ.setdefault("FANLOOP_THREADS", "2")
    with filled(options) as (home, known), serving(home) as (url, server):
        found = measure(url, server, known, options)
        streams = live.streams(url, server, home, 500)
        said: dict[str, Any] = {
            "crowd": {name: getattr(options, name) for name in ("people", "posts", "voices")},
            "workers": {"processes": int(os.environ["FANLOOP_PROCESSES"]), "threads": int(os.environ.get("FANLOOP_THREADS", "4"))},
            "pages": found, "live": streams,
        }  # fmt: skip
        if options.peer:
            said["peer"] = peer(options, House(url, server, home, known))
    good = all(page["p95_ms"] < page["limit_p95_ms"] and not page["wrong"] for page in found.values())
    return {"ok": good and streams["ok"] and said.get("peer", {}).get("ahead", True), **said}


def main() -> int:
    """Print JSON; 0 when all is well."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, count in (("people", 10_000), ("posts", 100_000), ("voices", 10_000)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument(
        "--peer", action="store_true", help="compare with Misago, in an environment of its own"
    )
    parser.add_argument("--peer-folder", type=Path, help="where that environment is or will be kept")
    parser.add_argument("--home", type=Path, help="keep the filled home here, and use it again")
    options = parser.parse_args()
    told = run(options)
    print(json.dumps(told, indent=1))
    return 0 if told["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
