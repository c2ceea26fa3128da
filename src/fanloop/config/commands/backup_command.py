import argparse
import sys
from pathlib import Path

from fanloop.config import backup
from fanloop.config.house import CommandError, open_house
from fanloop.foundation.postgres.archive import ArchiveError


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="write over a file that is there already")


def run(options: argparse.Namespace) -> int:
    if options.file.exists() and not options.replace:
        raise CommandError(f"{options.file} is there already; name another file or add --replace")
    with open_house(migrate=False):
        try:
            backup.write(options.file)
        except (ArchiveError, OSError) as problem:
            raise CommandError(f"no backup was written: {problem}") from problem
    sys.stdout.write(
        f"Everything is in {options.file} ({options.file.stat().st_size / 1e6:,.1f} MB). It holds the secret key: keep it safe.\n"
    )
    return 0
