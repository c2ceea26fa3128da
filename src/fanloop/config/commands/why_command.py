import argparse
import json
import sys
from typing import Any

from fanloop.config.house import CommandError, open_house


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ref", metavar="REF", help="a reference such as supply.purchase_line:42")
    parser.add_argument("--most", type=int, default=8, help="titles shown of one kind (default: 8)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    with open_house(migrate=False):
        from fanloop.foundation import refs, trail  # noqa: PLC0415 -- models exist only once the house is open
        from fanloop.foundation.viewer import SYSTEM  # noqa: PLC0415 -- as above

        try:
            here = trail.describe([options.ref], viewer=SYSTEM).get(options.ref)
        except refs.BadRef as problem:
            raise CommandError(str(problem)) from problem
        if here is None:
            raise CommandError(f"{options.ref} points at nothing here")
        up = trail.grouped(trail.causes_of(options.ref), viewer=SYSTEM)
        down = trail.grouped(trail.effects_of(options.ref), viewer=SYSTEM)
    if options.json:
        told = {"ref": options.ref, "title": here.title, "causes": _plain(up), "effects": _plain(down)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    sys.stdout.write(f"{here.label}: {here.title}  [{options.ref}]\n")
    _print("because of", up[1:], options.most)
    _print("and it became", down[1:], options.most)
    return 0


def _plain(groups: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "kind": group.kind,
            "depth": group.depth,
            "count": group.count,
            "cards": [{"ref": card.ref, "title": card.title, "mark": card.mark} for card in group.cards],
        }
        for group in groups
    ]


def _print(heading: str, groups: list[Any], most: int) -> None:
    if groups:
        sys.stdout.write(f"\n{heading}\n")
    for group in groups:
        sys.stdout.write(f"  {group.count:>6,} {group.label}\n")
        for card in group.cards[:most]:
            mark = f" ({card.mark})" if card.mark else ""
            sys.stdout.write(f"         {card.title[:90]}{mark}  [{card.ref}]\n")
        if group.count > most:
            sys.stdout.write(f"         … and {group.count - most:,} more\n")
