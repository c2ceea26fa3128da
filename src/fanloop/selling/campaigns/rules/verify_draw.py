"""Check a draw by yourself:   python3 verify_draw.py draw.json [receipt.json]

Needs Python 3.10 or newer and nothing else: no Fanloop, no network. Every step is written down in
docs/makers/draws.md. Ends with 0 when all is right, with 1 and the first wrong leaf when something is not.
"""

import hmac
import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any


class Wrong(Exception):
    """What is wrong, in words."""


def check(good: object, words: str) -> None:
    if not good:
        raise Wrong(words)


def root_of(row: list[bytes]) -> bytes:
    while len(row) > 1:
        pairs = [sha256(b"\x01" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=False)]
        row = pairs + row[-1:] if len(row) % 2 else pairs
    return row[0] if row else sha256(b"").digest()


def leaves_of(paper: dict[str, Any]) -> list[bytes]:
    """Every leaf, each row looked at in turn."""
    allowed, seen, leaves = set(paper["rules"].get("tickets", {"everyone": 1}).values()), set(), []
    before = paper["rules_hash"]
    for number, (code, nonce, weight, at, mark) in enumerate(paper["entries"], 1):
        leaves.append(sha256(b"\x00" + f"{code}|{nonce}|{weight}|{at}".encode()).digest())
        before = sha256(before.encode() + leaves[-1]).hexdigest()[:16]
        check(before == mark, f"leaf {number} ({code}) is not what was published, or its row was moved")
        check(weight in allowed, f"leaf {number} ({code}) has {weight} tickets, which the rules do not give")
        check(code not in seen, f"leaf {number} ({code}) is entered twice")
        seen.add(code)
    check(len(leaves) == paper["count"], f"leaf {len(leaves) + 1} is missing: {paper['count']} entered")
    return leaves


def drawn(paper: dict[str, Any], leaves: list[bytes], seed: bytes) -> list[int]:
    """Leaf numbers by rank. A weight is a number of tickets; a leaf's lowest ticket counts."""
    said = "".join(f"{row[1]}|" for row in paper["entries"]) + paper["late"]
    key = sha256(seed + sha256(said.encode()).digest() + root_of(leaves)).digest()

    def lowest(index: int) -> bytes:
        more = [n.to_bytes(4, "big") for n in range(2, paper["entries"][index][2] + 1)]
        return min(hmac.digest(key, leaves[index] + each, "sha256") for each in [b"", *more])

    return [index + 1 for index in sorted(range(len(leaves)), key=lowest)]


def check_paper(paper: dict[str, Any]) -> str:
    check(paper["format"] == "fanloop-draw/1", "this is no draw of the form fanloop-draw/1")
    rules = json.dumps(paper["rules"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    check(sha256(rules.encode()).hexdigest() == paper["rules_hash"], "the rules are not those published")
    leaves, seed = leaves_of(paper), bytes.fromhex(paper["seed"])
    check(root_of(leaves).hex() == paper["root"], "the entries do not give the root that was published")
    if not seed:
        return f"{len(leaves)} entries, root {paper['root']}; the seed is not revealed yet"
    check(sha256(seed).hexdigest() == paper["commitment"], "the seed is not the one committed to")
    told = paper["order"] + [None] * (len(leaves) - len(paper["order"]))
    for rank, true in enumerate(drawn(paper, leaves, seed), 1):
        check(told[rank - 1] == true, f"leaf {true} belongs on rank {rank}, not leaf {told[rank - 1]}")
    check(len(told) == len(leaves), "more ranks than entries")
    return f"{len(leaves)} entries, root {paper['root']}; the order is right"


def check_receipt(kept: dict[str, Any], paper: dict[str, Any]) -> str:
    check(kept["root"] == paper["root"], "the receipt was given under another root than this draw has")
    row = paper["entries"][kept["number"] - 1][:4] if 0 < kept["number"] <= paper["count"] else []
    same = row == [kept["code"], kept["nonce"], kept["weight"], kept["at"]]
    check(same, f"leaf {kept['number']} of the draw is not the entry on your receipt")
    rank = f", rank {paper['order'].index(kept['number']) + 1}" if paper["order"] else ""
    return f"your entry is leaf {kept['number']} ({kept['code']}){rank}"


def main(names: Sequence[str]) -> int:
    try:
        check(len(names) in {1, 2}, "say: python3 verify_draw.py draw.json [receipt.json]")
        read = [json.loads(Path(name).read_text(encoding="utf-8")) for name in names]
        told = [check_paper(read[0])] + [check_receipt(each, read[0]) for each in read[1:]]
    except (Wrong, OSError, KeyError, TypeError, ValueError, IndexError) as problem:
        told = [f"WRONG: {problem}"]
    sys.stdout.write("\n".join(told) + "\n")
    return int(told[0].startswith("WRONG"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
