"""Guaranteed service times against published chains; the facts of the battery are Graves and Willems'."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanloop.making.supply.rules.safety import NotATreeError, Stage, place


def test_the_four_stage_chain_of_the_book():
    said = place([
        Stage("1", 2, 1, waits=1),
        Stage("2", 1, 3, ("3",), most=0, bound=1),
        Stage("3", 1, 2, ("1",)),
        Stage("4", 1, 3, ("3",), most=1, bound=1),
    ])  # fmt: skip
    assert said.quoted == {"1": 0, "2": 0, "3": 0, "4": 1}
    assert said.cost == pytest.approx(8.277917, rel=1e-6)


def added(rows, share):
    """Holding is a share of all that was spent on one piece so far."""
    spent = {}
    stages = []
    for name, time, cost, suppliers, bound in rows:
        spent[name] = cost + sum(spent[each] for each in suppliers)
        most = 0 if bound else None
        stages.append(Stage(name, time, share * spent[name], tuple(suppliers), most, bound=1.645 * bound))
    return stages


def test_the_battery_chain_costs_what_was_published():
    raw = [
        ("EMD", 2, 0.13),
        ("Label", 28, 0.06),
        ("Nail", 24, 0.02),
        ("Other", 1, 0.24),
        ("Sep", 2, 0.02),
        ("Zinc", 2, 0.05),
    ]
    rows = [(name, time, cost, (), 0) for name, time, cost in raw]
    rows.append(("Bulk", 5, 0.07, tuple(name for name, *_ in raw), 0))
    for sku, pack, time, cost in (("A", 0.16, 11, 0.07), ("B", 0.24, 11, 0.12), ("C", 0.36, 9, 0.24)):
        rows += [(f"Box{sku}", 28, pack, (), 0), (f"Pack{sku}", time, cost, ("Bulk", f"Box{sku}"), 0)]
    ends = [
        ("CA", 6, 0.02, 67236), ("CB", 6, 0.01, 39552), ("CC", 4, 0.01, 11213), ("EA", 4, 0.0, 109308), ("EB", 4, 0.01, 34079),
        ("EC", 4, 0.01, 14125), ("WA", 5, 0.01, 119901), ("WB", 8, 0.03, 23277), ("WC", 6, 0.06, 6576),
    ]  # fmt: skip
    rows += [(name, time, cost, (f"Pack{name[1]}",), sd) for name, time, cost, sd in ends]

    assert place(added(rows, 0.25)).cost == pytest.approx(853_000, rel=0.01)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5), st.booleans()), min_size=2, max_size=3))
def test_no_other_service_times_are_cheaper(drawn):
    stages = []
    for at, (time, holding, _) in enumerate(drawn):
        suppliers = (str(at - 1),) if at and drawn[at][2] else ()
        stages.append([str(at), time, holding, suppliers])
    for at in range(1, len(stages)):
        if not stages[at][3]:
            stages[at - 1][3] += (str(at),)
    served = {each for row in stages for each in row[3]}
    chain = [
        Stage(*row, most=None if row[0] in served else 1, bound=0 if row[0] in served else 2)
        for row in stages
    ]
    said = place(chain)

    by_name = {one.name: one for one in chain}
    bounds = {}

    def bound(name):
        below = [bound(one.name) for one in chain if name in one.suppliers]
        bounds[name] = (by_name[name].bound ** 2 + sum(each**2 for each in below)) ** 0.5
        return bounds[name]

    best = float("inf")
    for times in product(range(13), repeat=len(chain)):
        quoted = dict(zip(by_name, times, strict=True))
        total = 0.0
        for one in chain:
            net = max((quoted[each] for each in one.suppliers), default=0) + one.time - quoted[one.name]
            if net < 0 or (one.most is not None and quoted[one.name] > one.most):
                break
            total += one.holding * bound(one.name) * net**0.5
        else:
            best = min(best, total)
    assert said.cost == pytest.approx(best)


def test_rings_and_islands_are_refused():
    with pytest.raises(NotATreeError):
        place([Stage("a", 1, 1), Stage("b", 1, 1)])
    with pytest.raises(NotATreeError):
        place([Stage("a", 1, 1), Stage("b", 1, 1, ("a",)), Stage("c", 1, 1, ("a", "b"))])
