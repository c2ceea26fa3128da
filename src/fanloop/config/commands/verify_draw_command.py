import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fanloop.config.house import CommandError
from fanloop.selling.campaigns.rules.draw_paper import Fault, check
from fanloop.selling.campaigns.rules.receipts import Held, held_against


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the paper of a draw, from its page")
    parser.add_argument("--receipt", type=Path, metavar="FILE", help="a fan's receipt from the same draw")
    parser.add_argument("--root", default="", help="the root as it was published when entries closed")
    parser.add_argument("--commitment", default="", help="the commitment as it was published before entries")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Needs no house and no network."""
    paper = _read(options.file)
    checked = check(paper, root=options.root, commitment=options.commitment)
    faults = list(checked.faults)
    held = held_against(_read(options.receipt), paper) if options.receipt else None
    faults += held.faults if held else ()
    told = {
        "ok": not faults,
        "entries": checked.entries,
        "is_revealed": checked.is_revealed,
        "root": paper.get("root", ""),
        "first_wrong_leaf": next((fault.leaf for fault in faults if fault.leaf), None),
        "problems": [_worded(fault, paper) for fault in faults],
    }
    if held:
        told["receipt"] = {"came": held.came, "leaf": held.leaf, "rank": held.rank}
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    elif faults:
        sys.stdout.write("".join(f"WRONG: {each}\n" for each in told["problems"]))
    else:
        sys.stdout.write(f"{checked.entries} entries, root {told['root']}\n{_good(checked.is_revealed)}\n")
        sys.stdout.write(f"{_came(held)}\n" if held else "")
    return 1 if faults else 0


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise CommandError(f"{file}: {problem.strerror}") from problem
    except ValueError as problem:
        raise CommandError(f"{file}: this is no JSON ({problem})") from problem
    if not isinstance(found, dict):
        raise CommandError(f"{file}: this is no paper of a draw")
    return found


def _good(is_revealed: bool) -> str:
    if is_revealed:
        return "Right: rules, entries, seed and order belong together."
    return "Right so far: rules and entries belong together. The seed is not revealed yet."


def _came(held: Held) -> str:
    if held.came == "counted":
        return f"The entry is leaf {held.leaf}" + (f", rank {held.rank}." if held.rank else ".")
    return {
        "open": "The receipt is sealed by the maker. Entries are still open.",
        "after": "The receipt is sealed by the maker. The entry came after the draw was closed and waits behind it.",
    }[held.came]


_WORDS = {
    "format": "this is no draw of the form fanloop-draw/1{why}",
    "rules": "the rules are not those whose hash was published",
    "leaf": "leaf {leaf}{who} is not what was published, or its row was moved{why}",
    "twice": "leaf {leaf}{who} is entered twice",
    "weight": "leaf {leaf}{who} has more or fewer tickets than the rules give",
    "count": "leaf {leaf} is one too many, or missing: the number of entries is not the published one",
    "root": "the entries do not give the root that was published",
    "commitment": "the seed is not the one committed to before entries opened",
    "until": "entries were closed at another moment than the rules allow{why}",
    "seal": "the maker has not sealed this receipt",
    "left_out": "an entry the maker sealed in time is not in the draw{why}",
    "path": "the receipt's path from leaf {leaf} does not lead to its root",
    "elsewhere": "the receipt was given under another root",
}


def _worded(fault: Fault, paper: dict[str, Any]) -> str:
    if fault.code == "order":
        belongs = f"leaf {fault.leaf}{_who(fault, paper)}" if fault.leaf else "no leaf"
        return f"{belongs} belongs on rank {fault.detail}, and another stands there"
    why = f" ({fault.detail})" if fault.detail else ""
    return _WORDS[fault.code].format(leaf=fault.leaf, who=_who(fault, paper), why=why)


def _who(fault: Fault, paper: dict[str, Any]) -> str:
    rows = paper.get("entries", [])
    row = rows[fault.leaf - 1] if 0 < fault.leaf <= len(rows) else []
    return f" ({row[0]})" if isinstance(row, list) and row else ""
