"""Turn the whole loop once on real data in a fresh home, against the limits it promises.

    python -m bench.loop --data DIR

Wraps `fanloop loop`. The peer is the promise: 150 seconds and one gigabyte on two cores, the database
included. Wall clock; the load average tells how much of the machine others used. 0 when both limits are kept.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

LIMIT_SECONDS, LIMIT_MB = 150, 1000
LEAST = {"voices_or_topics": 5000, "releases": 400, "kinds_in_the_trail": 6}
COMMAND = [sys.executable, "-m", "fanloop.config.command_line"]


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder with oem-community and supply")


def run(options: argparse.Namespace) -> dict[str, object]:
    """Seconds and megabytes of a turn beside their limits, and what the turn has moved."""
    load = os.getloadavg()[0]
    began = time.perf_counter()
    done = subprocess.run(
        [*COMMAND, "loop", "--data", str(options.data), "--json"],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds = time.perf_counter() - began
    told = json.loads(done.stdout)
    if "stages" not in told:
        return {"ok": False, "problem": told.get("problem", "the turn broke off")}
    counts = {name: count for stage in told["stages"] for name, count in stage["counts"].items()}
    moved = {
        "voices_or_topics": max(counts["voices"], counts["topics"]),
        "releases": counts["releases"],
        "kinds_in_the_trail": len({step["kind"] for step in told["trail"]}),
    }
    enough = all(moved[name] >= least for name, least in LEAST.items())
    return {
        "ok": told["ok"] and enough and seconds < LIMIT_SECONDS and told["peak_rss_mb"] < LIMIT_MB,
        "seconds": round(seconds, 1),
        "limit_seconds": LIMIT_SECONDS,
        "peak_mb": told["peak_rss_mb"],
        "limit_mb": LIMIT_MB,
        "stages": {stage["name"]: stage["seconds"] for stage in told["stages"]},
        "orders_a_second": round(counts["orders"] / _stage(told, "orders"), 1),
        **moved,
        "load_average": [round(load, 2), round(os.getloadavg()[0], 2)],
        "cores": os.cpu_count(),
    }


def _stage(told: dict[str, list[dict[str, float]]], name: str) -> float:
    return next(stage["seconds"] for stage in told["stages"] if str(stage["name"]) == name)


def main() -> int:
    """Print JSON; 0 when the limits are kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add(parser)
    answer = run(parser.parse_args())
    print(json.dumps(answer, indent=1))
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
