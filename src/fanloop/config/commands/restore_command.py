import argparse
import sys
from pathlib import Path

from fanloop.config import backup
from fanloop.config.house import CommandError, open_house
from fanloop.foundation.postgres.archive import ArchiveError


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="restore over a home that has a maker already")


def run(options: argparse.Namespace) -> int:
    with open_house():
        from fanloop.people.team import queries as team  # noqa: PLC0415 -- models exist only once the house is open

        if team.maker() is not None and not options.replace:
            raise CommandError("this home has a maker already; name an empty --home or add --replace")
        try:
            backup.read(options.file)
        except (backup.BackupError, ArchiveError) as problem:
            raise CommandError(str(problem)) from problem
    with open_house():
        sys.stdout.write("Everything is back, and the tables are up to date.\n")
    return 0
