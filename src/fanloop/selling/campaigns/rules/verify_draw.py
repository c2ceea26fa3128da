"""Check a draw by yourself:   python3 verify_draw.py draw.json [receipt.json]

Needs Python 3.10 or newer and nothing else: no Fanloop, no network. Every step is written down in
docs/makers/draws.md. Ends with 0 when all is right, with 1 and the first wrong leaf when something is not.
"""

import hmac
import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any


def check(good: object, words: str) -> None:
    if not good:
        raise ValueError(words)


def root_of(row: list[bytes]) -> bytes:
    while len(row) > 1:
        pairs = [sha256(b"\x01" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=False)]
        row = pairs + row[-1:] if len(row) % 2 else pairs
    return row[0] if row else sha256(b"").digest()


def leaves_of(paper: dict[str, Any]) -> list[bytes]:
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
    more = [[b"", *(n.to_bytes(4, "big") for n in range(2, row[2] + 1))] for row in paper["entries"]]
    lowest = [min(hmac.digest(key, leaf + n, "sha256") for n in more[at]) for at, leaf in enumerate(leaves)]
    return [index + 1 for index in sorted(range(len(leaves)), key=lowest.__getitem__)]


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
    """The seal is RSA with SHA-256 (RFC 8017, PKCS 1 version 1.5); the rules name its key by the key's hash."""
    rules, row = paper["rules"], [kept["code"], kept["nonce"], kept["weight"], kept["at"]]
    if "receipts" in rules:
        key, leaf = bytes.fromhex(kept["key"]), sha256(b"\x00" + "|".join(map(str, row)).encode()).hexdigest()
        words = f"{kept['format']}|{kept['drop']}|{paper['rules_hash']}|{leaf}"
        inside = bytes.fromhex("003031300d060960864801650304020105000420") + sha256(words.encode()).digest()
        whole = int.from_bytes(b"\x00\x01" + inside.rjust(254, b"\xff"), "big")
        good = pow(int(kept["seal"], 16), 65537, int(kept["key"], 16)) == whole
        check(good and sha256(key).hexdigest() == rules["receipts"], "the maker has not sealed this receipt")
    if row in (rows := [each[:4] for each in paper["entries"]]):
        rank = f", rank {paper['order'].index(rows.index(row) + 1) + 1}" if paper["order"] else ""
        check(kept.get("root", paper["root"]) == paper["root"], "the receipt was given under another root")
        return f"your entry is leaf {rows.index(row) + 1} ({row[0]}){rank}"
    closed = paper.get("until") or paper["entries"]
    ends = max(paper.get("until", ""), rules.get("entry_closes_at") or rules.get("opens_at", "9"))
    check(not closed or row[3] >= ends, f"the entry {row[0]} was sealed in time and is not in the draw")
    return f"your entry ({row[0]}) is sealed; {'it came after the draw' if closed else 'entries are open'}"


def main(names: list[str]) -> int:
    try:
        check(len(names) in {1, 2}, "say: python3 verify_draw.py draw.json [receipt.json]")
        read = [json.loads(Path(name).read_text(encoding="utf-8")) for name in names]
        told = [check_paper(read[0])] + [check_receipt(each, read[0]) for each in read[1:]]
    except (OSError, KeyError, TypeError, ValueError, IndexError) as problem:
        told = [f"WRONG: {problem}"]
    sys.stdout.write("\n".join(told) + "\n")
    return int(told[0].startswith("WRONG"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
