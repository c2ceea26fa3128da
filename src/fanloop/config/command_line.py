"""`fanloop …`: every command starts the embedded database if it needs one, and stops it if it was the last user."""

import argparse
import importlib
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from fanloop import __version__
from fanloop.config.house import CommandError
from fanloop.foundation.postgres.binaries import NoPostgresError

COMMANDS = {
    "serve": "serve the house: database, pages, worker",
    "demo": "tell the story into an empty home and serve it",
    "story": "tell the demo's own small world",
    "loop": "one full turn of the circle on real input",
    "import": "bring in a community, a bill of materials or a whole home",
    "repository": "connect the source of a product line, and read it",
    "export": "write everything into open files, JSON Lines and CSV",
    "orders": "write the order book as CSV or Parquet",
    "evaluate": "how good the suggestions are, on labelled data of your own",
    "why": "walk the trail from a reference, both ways",
    "check": "look for references that point at nothing",
    "reindex": "write what can be found into the search anew",
    "verify-draw": "repeat a draw from its paper, and check a receipt from it",
    "verify-chain": "read the chain over a drop's claims again, from its file or from the home",
    "stripe-check": "ask Stripe's test mode for everything the house relies on",
    "facts": "who announces what, and who listens",
    "keys": "keys and signatures of builds",
    "worker": "deliver facts and run jobs, without pages",
    "backup": "write everything into one file",
    "restore": "read everything back from one file",
    "docs": "write the builders' tables from the code",
    "django": "any command of Django's own, such as `fanloop django shell`",
}


def parser() -> argparse.ArgumentParser:
    house = argparse.ArgumentParser(
        prog="fanloop", description="Build hardware with the people who will own it."
    )
    house.add_argument("--version", action="version", version=__version__)
    house.add_argument(
        "--home", type=Path, help="the one folder of all state (default: FANLOOP_HOME or .fanloop)"
    )
    commands = house.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, meaning in COMMANDS.items():
        command = commands.add_parser(name, help=meaning, description=meaning)
        _module(name).add(command)
    return house


def main(arguments: Sequence[str] | None = None) -> int:
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # our sums are small; threads would only wait for one another
    options = parser().parse_args(arguments)
    if options.home:
        os.environ["FANLOOP_HOME"] = str(options.home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanloop.config.settings")
    signal.signal(signal.SIGTERM, _leave)
    try:
        return int(_module(options.command).run(options))
    except KeyboardInterrupt:
        return 130
    except (CommandError, NoPostgresError) as problem:
        if getattr(options, "json", False):
            sys.stdout.write(json.dumps({"ok": False, "problem": str(problem)}, ensure_ascii=False) + "\n")
        sys.stderr.write(f"fanloop: {problem}\n")
        return 1


def _module(name: str) -> Any:
    return importlib.import_module(f"fanloop.config.commands.{name.replace('-', '_')}_command")


def _leave(signum: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM ends through the same `finally` blocks as Ctrl-C, so the database is stopped properly."""
    sys.exit(128 + signum)


if __name__ == "__main__":
    sys.exit(main())
