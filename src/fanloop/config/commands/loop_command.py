import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from fanloop.config.house import CommandError, open_house
from fanloop.config.progress import to_terminal


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder with oem-community and supply")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--keep", action="store_true", help="turn in this home (it must be empty) instead of a fresh one"
    )


def run(options: argparse.Namespace) -> int:
    if not (options.data / "oem-community").is_dir():
        raise CommandError(f"{options.data} has no folder oem-community")
    if options.keep:
        return _turn(options)
    with tempfile.TemporaryDirectory(prefix="fanloop-") as fresh:
        Path(fresh).chmod(0o755)
        os.environ["FANLOOP_HOME"] = fresh
        return _turn(options)


def _turn(options: argparse.Namespace) -> int:
    with open_house():
        from fanloop.config import loop  # noqa: PLC0415 -- models exist only once the house is open
        from fanloop.people.team import queries as team  # noqa: PLC0415 -- as above

        if team.maker() is not None:
            raise CommandError("this home has a maker already; leave out --keep to turn in a fresh one")
        turned = loop.turn(options.data.absolute(), progress=to_terminal)
    if options.json:
        sys.stdout.write(json.dumps(turned.as_json(), ensure_ascii=False) + "\n")
    else:
        _print(turned)
    return 0 if turned.ok else 1


def _print(turned: Any) -> None:
    for stage in turned.stages:
        counts = ", ".join(f"{count:,} {name}" for name, count in stage.counts.items())
        sys.stdout.write(f"{stage.name:<10} {stage.seconds:>7.1f} s  {counts}\n")
    sys.stdout.write(
        f"peak memory {turned.peak_rss_mb:,} MB\n\nwhy the first line of the first purchase order exists:\n"
    )
    for step in turned.trail:
        sys.stdout.write(
            f"  {step['kind']:<24} {step['title'][:80]}{' (' + step['mark'] + ')' if 'mark' in step else ''}\n"
        )
    for problem in turned.problems[:20]:
        sys.stdout.write(f"not understood: {problem}\n")
