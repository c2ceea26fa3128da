"""A drop at its opening: real HTTP, a signed token a person, an answer only after the durable commit; then the rows are counted.

    python bench/drop.py --json [--people 50000] [--stock 10000] [--connections 1000]
    python bench/drop.py --kill [--json]     also: kill -9 of each process at several moments of a sale, and what is true after
    python bench/drop.py --peer [--json]     also: pretix from PyPI, the same stock, in the same run

A fresh home with its own PostgreSQL, one `fanloop serve`, and the crowd in a process of its own, all on this machine. Tokens
are minted before, as a waiting room does. `claims_per_s` is committed claims a second from the first request until the
last piece was gone; `answers_per_s` is all answers a second until everybody had one; `p99_ms` is over all answers.
`generator_cpu` is the crowd's processor seconds, `fsync` what PostgreSQL says, `commit_ms` how long one small commit took
then. 0 when exactly the stock was sold, everybody was answered, and rate and p99 keep their limits.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import drop_kill, drop_peer
from bench.drop_place import House, counted, crowd, served

CLAIMS_A_SECOND, P99_MS = 5_000, 500
WARM_UP = 3_000


def fill(home: Path, options: argparse.Namespace) -> list[int]:
    """A home with people, pools and tokens; one kept from before is used again, with fresh pools."""
    words = [
        f"--people={options.people}",
        f"--stock={options.stock}",
        f"--pools={2 + (len(options.kill or drop_kill.SCENES) if options.kill is not None else 0)}",
    ]
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("drop_house.py"), "--home", str(home), *words],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return list(json.loads(done.stdout))


def measure(house: House, pool: int, options: argparse.Namespace) -> dict[str, Any]:
    """The sale itself, and the processor seconds of everybody who took part."""
    load = os.getloadavg()[0]
    with crowd(house, pool, connections=options.connections) as buyers:
        before, database = house.cpu(), house.database_cpu()
        told = buyers.go()
        spent, asked = house.cpu() - before, house.database_cpu() - database
        logged(house, pool, told["answers"])
    found = counted(house, pool, buyers.won())
    return {
        "stock": options.stock, "sold": told["answers"].get("won", 0), "rows_counted_after": found["rows"],
        "claims_per_s": told["claims_per_s"], "p99_ms": told["all"]["p99_ms"], "connections": options.connections,
        "people": options.people, "transport": "http", "fsync": house.setting("fsync"), "generator_cpu": told["cpu_s"],
        "load": round(load, 2), "synchronous_commit": house.setting("synchronous_commit"),
        "commit_ms": commit_ms(house), "answers_per_s": told["answers_per_s"], "answers": told["answers"],
        "unanswered": told["unanswered"], "sold_out_after_s": told["sold_out_after_s"], "seconds": told["seconds"],
        "latency_ms": {"win": told["win"], "all": told["all"]}, "server_cpu": round(spent, 2),
        "postgres_cpu": round(asked, 2), "cores": os.cpu_count(), "after": found,
    }  # fmt: skip


def logged(house: House, pool: int, answers: dict[str, int]) -> None:
    """Wait until those who got nothing are written down, which is done beside the claims and takes its time."""
    end = time.monotonic() + 30
    with psycopg.connect(house.dsn, autocommit=True) as link:
        while time.monotonic() < end:
            row = link.execute("SELECT count(*) FROM stock_attempt WHERE pool_id = %s", [pool]).fetchone()
            if row and row[0] >= answers.get("sold_out", 0):
                return
            time.sleep(0.2)


def commit_ms(house: House) -> float:
    """The median of twenty small durable commits, one after another: what the disk makes of fsync at this moment."""
    with psycopg.connect(house.dsn, autocommit=True) as link:
        link.execute("CREATE TABLE IF NOT EXISTS bench_commit (n integer)")
        times = []
        for number in range(20):
            began = time.perf_counter()
            link.execute("INSERT INTO bench_commit VALUES (%s)", [number])
            times.append((time.perf_counter() - began) * 1000)
        link.execute("DROP TABLE bench_commit")
    return round(statistics.median(times), 3)


def is_exact(said: dict[str, Any], stock: int) -> bool:
    """Exactly the stock, or everybody when they were fewer; nobody without an answer, no win that is not in the table."""
    sold = min(stock, said["people"])
    return bool(
        said["sold"] == said["rows_counted_after"] == sold and not said["unanswered"] and said["after"]["ok"]
    )


@contextlib.contextmanager
def home_of(options: argparse.Namespace) -> Iterator[Path]:
    if options.home:
        options.home.mkdir(parents=True, exist_ok=True)
        options.home.chmod(0o755)
        yield options.home.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="fanloop-bench-") as fresh:
        Path(fresh).chmod(0o755)
        yield Path(fresh)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Everything that was asked for, as one object."""
    with home_of(options) as home:
        warm, pool, *others = fill(home, options)
        with served(home) as house:
            with crowd(house, warm, connections=200, people=WARM_UP) as first:
                first.go()
            said = measure(house, pool, options)
        said["ok"] = (
            is_exact(said, options.stock)
            and said["claims_per_s"] >= CLAIMS_A_SECOND
            and said["p99_ms"] < P99_MS
        )
        if options.kill is not None:
            said["kill"] = drop_kill.all_of_them(
                home, others, connections=min(300, options.connections), names=options.kill
            )
            said["ok"] = said["ok"] and all(each["ok"] for each in said["kill"].values())
        if options.peer:
            said["peer"] = drop_peer.measured(home, options, ours=said)
            said["ok"] = said["ok"] and said["peer"]["ahead"]
    return said


def in_words(said: dict[str, Any]) -> Iterator[str]:
    yield f"{said['sold']} of {said['stock']} sold to {said['people']} people over {said['connections']} connections"
    yield f"{said['claims_per_s']} committed claims/s, {said['answers_per_s']} answers/s, p99 {said['p99_ms']} ms"
    yield f"rows counted after: {said['rows_counted_after']}; load before: {said['load']} on {said['cores']} cores"
    for name, each in said.get("kill", {}).items():
        yield f"kill -9 {name}: {'sound' if each['ok'] else each}"
    if "peer" in said:
        yield f"{said['peer']['name']}: {said['peer']['claims_per_s']} a second; ratio {said['peer']['ratio']}"
    yield "ok" if said["ok"] else "not ok"


def main(words: Sequence[str] | None = None) -> int:
    """Print JSON, or a few lines; 0 when all is well."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, count in (("people", 50_000), ("stock", 10_000), ("connections", 1_000)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument(
        "--json", action="store_true", help="one JSON object instead of lines, as into a file"
    )
    parser.add_argument(
        "--kill", nargs="*", choices=drop_kill.SCENES, metavar="SCENE",
        help="kill each process in the middle of a sale, at its end and after it; or only these",
    )  # fmt: skip
    parser.add_argument(
        "--peer", action="store_true", help="compare with pretix, in an environment of its own"
    )
    parser.add_argument("--peer-folder", type=Path, help="where that environment is or will be kept")
    parser.add_argument("--peer-connections", type=int, default=50, help="the concurrency the peer can bear")
    parser.add_argument("--home", type=Path, help="keep the home here")
    options = parser.parse_args(words)
    said = run(options)
    as_json = options.json or not sys.stdout.isatty()
    sys.stdout.write((json.dumps(said, indent=1) if as_json else "\n".join(in_words(said))) + "\n")
    return 0 if said["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
