import argparse
import json
import sys
from dataclasses import fields

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    django.setup()
    from fanloop.foundation import bus  # noqa: PLC0415 -- models exist only once Django is set up

    table = {
        name: {
            "from": fact.__module__.removeprefix("fanloop.").removesuffix(".facts"),
            "says": (fact.__doc__ or "").strip().splitlines()[0],
            "fields": [field.name for field in fields(fact)],
            "listeners": [reaction.name for reaction in bus.reactions_to(name)],
        }
        for name, fact in bus.facts().items()
    }
    if options.json:
        sys.stdout.write(json.dumps({"facts": table}) + "\n")
        return 0
    for name, row in table.items():
        sys.stdout.write(f"{name}({', '.join(row['fields'])})  {row['says']}\n")
        for listener in row["listeners"] or ["nobody listens yet"]:
            sys.stdout.write(f"    → {listener}\n")
    return 0
