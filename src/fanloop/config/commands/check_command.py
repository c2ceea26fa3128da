import argparse
import json
import sys
from dataclasses import asdict

from fanloop.config.house import open_house


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    with open_house():
        from fanloop.foundation import trail  # noqa: PLC0415 -- models exist only once the house is open

        found = trail.check()
    if options.json:
        sys.stdout.write(json.dumps({"ok": found.ok, **asdict(found)}) + "\n")
    elif found.ok:
        sys.stdout.write(f"{found.looked_at:,} references looked at; every one points at something.\n")
    else:
        for ref in found.dangling:
            sys.stdout.write(f"{ref} points at nothing\n")
        for kind, count in found.unknown_kinds.items():
            sys.stdout.write(f"nobody describes {kind} ({count:,} references)\n")
    return 0 if found.ok else 1
