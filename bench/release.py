"""A train leaves with fifty thousand backers aboard, while people read; and a Tuesday of twenty thousand reports is summed.

    python -m bench.release [--backers N --reports N] [--home DIR]

One real `fanloop serve` with its worker (one process, its threads are stated) on a fresh home. The doors close in a
process of their own, as when somebody presses the button; from then on the clock runs until everybody has the line in
the inbox and the letter in the outbox. Readers ask for the Fridays and the train's page all the while, half a second
of pages before and through the whole time; a page's time counts from when it was due. Limits: 60 seconds, pages'
p95 150 ms, sums 2 seconds. 0 when all three hold.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psycopg

from bench.load import Ask, Times, steadily
from bench.pages import serving
from fanloop.foundation.postgres import address

LIMIT_SECONDS, LIMIT_P95_MS, LIMIT_SUM = 60, 150, 2
RATE = 10
_FAILED = "SELECT name || ': ' || error FROM foundation_factrow WHERE error <> ''"
_TOLD = """
SELECT (SELECT count(*) FROM fans_notice WHERE kind = 'need_shipped'),
       (SELECT count(*) FROM foundation_letter WHERE key LIKE 'notice:%')
"""


def house(act: str, home: Path, *more: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.release_house", act, "--home", str(home), *more],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def departing(url: str, home: Path, known: dict[str, Any], backers: int) -> dict[str, Any]:
    """Seconds until everybody is told, and what pages took meanwhile."""
    asks = [Ask("/fridays"), Ask(f"/fridays/lamp/{known['numbers'][1]}"), Ask("/voices")]
    steadily(url, asks, rate=RATE, seconds=3)
    quiet = steadily(url, asks, rate=RATE, seconds=6, readers=8)
    times, done = Times(), threading.Event()

    def read() -> None:
        while not done.is_set():
            found = steadily(url, asks, rate=RATE, seconds=2, readers=8)
            times.ms.extend(found.ms)
            times.wrong += found.wrong

    readers = threading.Thread(target=read)
    readers.start()
    doors = house("depart", home, "--train", str(known["coming"]))
    began = time.perf_counter()
    seen: dict[str, float] = {}
    failed: set[str] = set()
    with psycopg.connect(address.url(address.database(home, None)), autocommit=True) as link:
        while len(seen) < 2 and time.perf_counter() - began < 5 * LIMIT_SECONDS:
            row = link.execute(_TOLD).fetchone()
            assert row is not None
            for name, count in zip(("inbox", "letters"), row, strict=True):
                if count >= backers:
                    seen.setdefault(name, time.perf_counter() - began)
            failed |= {row[0] for row in link.execute(_FAILED)}
            time.sleep(0.25)
    done.set()
    readers.join()
    return {
        "doors_s": doors["seconds"], "told_s": {name: round(took, 1) for name, took in seen.items()}, "limit_s": LIMIT_SECONDS,
        "pages": {**times.summary(), "limit_p95_ms": LIMIT_P95_MS, "rate": RATE, "unloaded": quiet.summary()},
        "everybody": len(seen) == 2, "failed": sorted(failed),
    }  # fmt: skip


def run(options: argparse.Namespace) -> dict[str, Any]:
    with contextlib.ExitStack() as stack:
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fanloop-bench-")))
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        known = house("fill", home, f"--backers={options.backers}", f"--reports={options.reports}")
        summed = house("sum", home, f"--train={known['told']}")
        url, _server = stack.enter_context(serving(home))
        told = departing(url, home, known, options.backers)
    sums = statistics.median(a + b for a, b in zip(summed["counts_s"], summed["themes_s"], strict=True))
    good = (
        told["everybody"] and max(told["told_s"].values()) < LIMIT_SECONDS and not told["pages"]["wrong"]
        and told["pages"]["p95_ms"] < LIMIT_P95_MS and sums < LIMIT_SUM
    )  # fmt: skip
    return {
        "ok": bool(good), "backers": options.backers, "threads": int(os.environ.get("FANLOOP_THREADS", "4")),
        "departure": told, "tuesday": {**summed, "median_s": round(sums, 3), "limit_s": LIMIT_SUM},
        "load": [round(each, 2) for each in os.getloadavg()], "cores": os.cpu_count(),
    }  # fmt: skip


def main() -> int:
    """Print JSON; 0 when all is well."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--backers", type=int, default=50_000)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--home", type=Path, help="an empty folder to keep the home in")
    told = run(parser.parse_args())
    print(json.dumps(told, indent=1))
    return 0 if told["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
