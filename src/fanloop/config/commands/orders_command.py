import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fanloop.config.house import CommandError, open_house
from fanloop.selling.orders.rules.states import STATES


def add(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--csv", type=Path, metavar="FILE", help="a table every spreadsheet opens")
    form.add_argument("--parquet", type=Path, metavar="FILE", help="the same columns with their types")
    parser.add_argument("--state", default="", help="only orders that are in this state, such as paid")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """The file stands under its name only when it is whole."""
    _known(options.state)
    to: Path = options.csv or options.parquet
    part = to.with_name(f"{to.name}.part")
    with open_house(migrate=False):
        try:
            rows = _write(part, options)
            part.replace(to)
        except OSError as problem:
            part.unlink(missing_ok=True)
            raise CommandError(f"{to}: {problem.strerror or problem}") from problem
    if options.json:
        sys.stdout.write(json.dumps({"ok": True, "file": str(to), "rows": rows}) + "\n")
    else:
        sys.stdout.write(f"{rows:,} orders are in {to}.\n")
    return 0


def _write(part: Path, options: argparse.Namespace) -> int:
    from fanloop.foundation.viewer import SYSTEM  # noqa: PLC0415 -- models exist only once the house is open
    from fanloop.selling.orders.queries import book_file, find  # noqa: PLC0415 -- as above

    orders: Any = find(viewer=SYSTEM, state=options.state)
    if options.parquet:
        with part.open("wb") as file:
            return book_file.write_parquet(file, orders)
    written = -1
    with part.open("w", encoding="utf-8", newline="") as text:
        for line in book_file.csv_lines(orders):
            text.write(line)
            written += 1
    return written


def _known(state: str) -> None:
    if state and state not in STATES:
        raise CommandError(f"there is no state {state!r}; there are {', '.join(STATES)}")
