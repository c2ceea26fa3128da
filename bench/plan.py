"""Measure explosion, planning, pegging and cost roll-up on a random bill of materials, against a naive peer.

    python bench/plan.py [--lines 10000] [--weeks 52] [--seed 1]      one JSON object

The peer explodes the same demand recursively, end item by end item and week by week, as a first program
would; both give the same quantities, which is checked. 0 when explosion and plan each take under two seconds.
"""

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from fanloop.making.supply.rules.costs import roll_up
from fanloop.making.supply.rules.explode import Line, Structure, explode_weekly, structure
from fanloop.making.supply.rules.lots import LotRule
from fanloop.making.supply.rules.mrp import Demand, plan
from fanloop.making.supply.rules.pegging import by_cause, nobody, peg
from fanloop.making.supply.rules.terms import Terms

LEVELS = 6
LINES_A_PARENT = 4
END_ITEMS = 40
LIMIT = 2.0
Answer = TypeVar("Answer")


def random_lines(count: int, chance: random.Random) -> list[Line]:
    """Lines between a level and the next ones: shared parts, no circles, about four lines a parent."""
    size = max(1, count // LINES_A_PARENT // (LEVELS - 1))
    levels = [[f"L{level}-{i}" for i in range(END_ITEMS if level == 0 else size)] for level in range(LEVELS)]
    lines: list[Line] = []
    pairs: set[tuple[str, str]] = set()
    while len(lines) < count:
        level = chance.randrange(LEVELS - 1)
        parent, child = (
            chance.choice(levels[level]),
            chance.choice(levels[chance.randint(level + 1, LEVELS - 1)]),
        )
        if (parent, child) not in pairs:
            pairs.add((parent, child))
            lines.append(Line(parent, child, Decimal(chance.choice(["1", "1", "2", "4", "0.25"]))))
    return lines


def naive(bill: Structure, demand: Mapping[str, Sequence[int | Decimal]]) -> dict[str, list[Decimal]]:
    """The peer: walk the tree once for every end item and week, as often as a part occurs in it."""
    weeks = len(next(iter(demand.values())))
    gross: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * weeks)

    def walk(part: str, week: int, quantity: Decimal) -> None:
        gross[part][week] += quantity
        for child, per in bill.children[part]:
            walk(child, week, quantity * per)

    for part, row in demand.items():
        for week, quantity in enumerate(row):
            walk(part, week, Decimal(quantity))
    return gross


def timed(act: Callable[[], Answer]) -> tuple[float, Answer]:
    """Seconds and answer of one run."""
    began = time.perf_counter()
    answer = act()
    return time.perf_counter() - began, answer


def main() -> int:
    """Print JSON; 0 when within the limit and equal to the peer."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    lines = random_lines(options.lines, chance)
    compile_seconds, bill = timed(lambda: structure(lines))
    demand = {
        part: [chance.randint(1, 90) for _ in range(options.weeks)] for part in bill.levels[0][:END_ITEMS]
    }
    explode_seconds, gross = timed(lambda: explode_weekly(bill, demand))
    peer_seconds, peer = timed(lambda: naive(bill, demand))
    terms = {part: _terms(chance) for part in bill.parts}
    wishes = [
        Demand(part, week, quantity) for part, row in demand.items() for week, quantity in enumerate(row)
    ]
    plan_seconds, planned = timed(lambda: plan(bill, wishes, terms, weeks=options.weeks))
    peg_seconds, pegs = timed(lambda: peg(planned))
    cost_seconds, _ = timed(lambda: roll_up(bill, dict.fromkeys(bill.parts, 100)))
    equal = all(gross[part] == peer[part] for part in gross)
    exact = sum(by_cause(pegs).values()) == sum(order.quantity for order in planned.orders)
    good = equal and exact and max(explode_seconds, plan_seconds) < LIMIT
    answer = {
        "ok": good,
        "lines": len(lines),
        "parts": len(bill.parts),
        "levels": len(bill.levels),
        "weeks": options.weeks,
        "planned_orders": len(planned.orders),
        "past_due": len(planned.past_due),
        "pegs": len(pegs),
        "nobody": {kind: float(quantity) for kind, quantity in nobody(pegs).items()},
        "compile_seconds": round(compile_seconds, 3),
        "explode_seconds": round(explode_seconds, 3),
        "naive_explode_seconds": round(peer_seconds, 3),
        "times_faster_than_naive": round(peer_seconds / explode_seconds, 1),
        "plan_seconds": round(plan_seconds, 3),
        "peg_seconds": round(peg_seconds, 3),
        "cost_seconds": round(cost_seconds, 3),
        "equal_to_naive": equal,
        "pegs_add_up": exact,
    }
    print(json.dumps(answer, indent=1))
    return 0 if good else 1


def _terms(chance: random.Random) -> Terms:
    lot = LotRule(Decimal(chance.choice([0, 0, 50, 200])), Decimal(chance.choice([1, 1, 10, 25])))
    return Terms(
        Decimal(chance.randint(0, 300)), Decimal(chance.choice([0, 0, 20])), chance.randint(0, 4), lot
    )


if __name__ == "__main__":
    sys.exit(main())
