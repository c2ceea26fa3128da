"""Draw an order over many entrants, publish it, check it, and show that one changed row is found.

    python bench/draw.py [--entrants 1000000] [--seed 1]      one JSON object

Everything from the rows to the published root and the drawn order counts as the draw; checking the paper is
what anybody does afterwards. 0 when the draw takes under twenty seconds, the check agrees, and the touched
row is named.
"""

import argparse
import json
import os
import random
import resource
import sys
import time

from fanloop.selling.campaigns.rules import draw, merkle
from fanloop.selling.campaigns.rules.draw import Entrant
from fanloop.selling.campaigns.rules.draw_paper import check, drawn, paper
from fanloop.selling.campaigns.rules.receipts import check_receipt, receipt

LIMIT = 20.0
RULES = {"drop": "bench", "places": 10_000, "tickets": {"everyone": 1, "builders": 3}}


def rows(count: int, chance: random.Random) -> list[Entrant]:
    """Entrants as they come; every seventh has three tickets."""
    at = "2026-11-20T10:00:00.000Z"
    return [Entrant(f"c{n}", chance.randbytes(16).hex(), 1 if n % 7 else 3, at) for n in range(count)]


def main() -> int:
    """Print JSON; 0 when within the limit and right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entrants", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    entered, seed = rows(options.entrants, chance), chance.randbytes(32)
    began = time.perf_counter()
    leaves = [draw.leaf(each) for each in entered]
    tree = merkle.levels(leaves)
    root = tree[-1][0]
    closed = time.perf_counter()
    order = drawn(entered, leaves, root, seed=seed, late="")
    done = time.perf_counter()
    found = paper(drop="bench", rules=RULES, commitment=draw.commitment(seed), entrants=entered, seed=seed)
    written = time.perf_counter()
    checked = check(found, root=root.hex())
    ended = time.perf_counter()
    index = options.entrants // 2
    is_kept = not check_receipt(receipt(found, tree, index), root=root.hex())
    found["entries"][index][1] = "touched"
    wrong = check(found).first_wrong_leaf
    same = found["order"] == [each + 1 for each in order]
    good = done - began < LIMIT and checked.is_good and is_kept and same and wrong == index + 1
    answer = {
        "ok": good,
        "entrants": options.entrants,
        "draw_seconds": round(done - began, 2),
        "root_seconds": round(closed - began, 2),
        "order_seconds": round(done - closed, 2),
        "paper_seconds": round(written - done, 2),
        "check_seconds": round(ended - written, 2),
        "receipt_hashes": len(tree) - 1,
        "receipt_verifies": is_kept,
        "first_wrong_leaf_found": wrong == index + 1,
        "max_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "limit_seconds": LIMIT,
        "load": round(os.getloadavg()[0], 2),
    }
    print(json.dumps(answer, indent=1))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
