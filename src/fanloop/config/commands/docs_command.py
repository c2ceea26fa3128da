import argparse
import sys

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; code 1 when a page is stale")


def run(options: argparse.Namespace) -> int:
    django.setup()
    from fanloop.config import docs  # noqa: PLC0415 -- nouns exist only once Django is set up

    names = docs.stale() if options.check else docs.write()
    for name in names:
        sys.stdout.write(f"{docs.FOLDER / name} {'is stale' if options.check else 'written'}\n")
    return 1 if options.check and names else 0
