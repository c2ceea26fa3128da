"""`fanloop reindex`: what can be found is written anew."""

import argparse
import json
import sys

from fanloop.config.house import CommandError, open_house


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="*", help="such as beta.programme; without any: everything")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    with open_house():
        from fanloop.foundation.search import again  # noqa: PLC0415 -- models exist only once the house is open

        if strange := sorted(set(options.kind) - set(again.kinds())):
            raise CommandError(
                f"nobody writes {strange[0]} into the search; there are {', '.join(again.kinds())}"
            )
        written = again.again(options.kind)
    if options.json:
        sys.stdout.write(json.dumps({"ok": True, "written": written}) + "\n")
        return 0
    for kind, count in written.items():
        sys.stdout.write(f"{count:,} of {kind}\n")
    return 0
