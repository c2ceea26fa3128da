import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fanloop.config.house import CommandError, open_house
from fanloop.selling.stock.rules.chain import Checked, check

_WHY = {
    "format": "this is no chain of the form fanloop-chain/1",
    "gap": "numbers are missing before it, or it stands where another belongs",
    "prev": "it does not follow the batch before",
    "count": "claims are missing in it, or there are too many",
    "hash": "its claims are not those it was sealed with",
    "head": "every batch is sound, and the last one is not the one that was published",
}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="the chain of a drop, from its proof page; without it, the home's own"
    )  # fmt: skip
    parser.add_argument("--head", default="", help="the last hash as the page has shown it")
    parser.add_argument(
        "--about", default="", help="one pool of the home alone, such as campaigns.campaign:7"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """A file needs no house and no network; without one the home's database is read, where every claim stands in full."""
    told = _of_file(options.file, options.head) if options.file else _of_home(options.about)
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _words(told)))
    return 0 if told["ok"] else 1


def _of_file(file: Path, head: str) -> dict[str, Any]:
    try:
        with file.open(encoding="utf-8") as lines:
            found = check(lines, head=head)
    except OSError as problem:
        raise CommandError(f"{file}: {problem.strerror}") from problem
    except (ValueError, KeyError, TypeError, IndexError) as problem:
        raise CommandError(f"{file}: this is no chain of claims ({problem})") from problem
    return {"ok": found.ok, "pools": [_told(found, str(file))]}


def _told(found: Checked, about: str) -> dict[str, Any]:
    wrong = found.wrong
    return {
        "about": about, "pool": found.pool, "batches": found.batches, "claims": found.claims, "pieces": found.pieces,
        "batches_without_claims": found.closed, "head": found.head, "problem": _WHY.get(found.why, ""),
        "first_wrong_batch": [wrong.first, wrong.last] if wrong else None,
    }  # fmt: skip


def _of_home(about: str) -> dict[str, Any]:
    with open_house():
        from fanloop.selling.stock import queries  # noqa: PLC0415 -- models exist only once the house is open

        pools = queries.claimed_pools(about)
        if about and not pools:
            raise CommandError(f"nothing was claimed for {about}")
        rows = [(pool, queries.verify_chain(pool.id), queries.chain(pool.id)) for pool in pools]
    told = [
        {
            "about": pool.about, "pool": pool.id, "batches": len(links), "claims": pool.sequence,
            "head": links[-1].hash if links else "", "problem": _WHY["hash"] if wrong else "",
            "first_wrong_batch": [wrong.first, wrong.last] if wrong else None,
        }
        for pool, wrong, links in rows
    ]  # fmt: skip
    return {"ok": all(each["first_wrong_batch"] is None for each in told), "pools": told}


def _words(told: dict[str, Any]) -> list[str]:
    if not told["pools"]:
        return ["Nothing was claimed yet."]
    return [_line(each) for each in told["pools"]]


def _line(each: dict[str, Any]) -> str:
    if not each["problem"]:
        closed = each.get("batches_without_claims", 0)
        less = f" {closed:,} older batches are published without their claims." if closed else ""
        return f"{each['about']}: {each['claims']:,} claims in {each['batches']:,} batches, head {each['head']}. Right.{less}"
    if each["first_wrong_batch"] is None:
        return f"WRONG: {each['about']}: {each['problem']}"
    first, last = each["first_wrong_batch"]
    return f"WRONG: {each['about']}: the batch of claims {first} to {last}: {each['problem']}"
