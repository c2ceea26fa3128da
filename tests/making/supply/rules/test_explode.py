from decimal import Decimal, Inexact
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.explode import (
    BrokenStructureError,
    CircleError,
    Line,
    explode,
    explode_weekly,
    structure,
)
from fanloop.making.supply.rules.units import UnknownUnitError

QUANTITIES = st.decimals("0.001", 20, places=3)
EDGES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), QUANTITIES), max_size=30)


def acyclic(edges):
    return [Line(f"p{a}", f"p{b}", quantity) for a, b, quantity in edges if a < b]


def naive(lines, part, quantity, gross):
    gross[part] = gross.get(part, Decimal(0)) + quantity
    for line in lines:
        if line.parent == part:
            naive(lines, line.child, quantity * line.quantity, gross)
    return gross


@given(EDGES.map(acyclic), st.integers(1, 500))
def test_it_agrees_with_a_walk_of_the_whole_tree(lines, quantity):
    bill = structure(lines, also=["p0"])
    assert explode(bill, {"p0": quantity}) == naive(lines, "p0", Decimal(quantity), {})


@given(EDGES.map(acyclic))
def test_parents_stand_above_their_children_and_each_part_once(lines):
    bill = structure(lines)
    level = {part: depth for depth, parts in enumerate(bill.levels) for part in parts}
    assert len(level) == len(bill.parts)
    assert all(level[line.parent] < level[line.child] for line in lines)
    for part, depth in level.items():
        parents = [level[line.parent] for line in lines if line.child == part]
        assert depth == max(parents, default=-1) + 1


@given(EDGES)
def test_a_circle_is_found_exactly_when_there_is_one(edges):
    lines = [Line(f"p{a}", f"p{b}", quantity) for a, b, quantity in edges]
    pairs = {(line.parent, line.child) for line in lines}
    order, circle = compiled(lines)
    assert all(step in pairs for step in pairwise(circle))
    if circle:
        assert circle[0] == circle[-1]
        assert len(circle) > 1
    else:
        assert all(order.index(parent) < order.index(child) for parent, child in pairs)


def compiled(lines):
    try:
        return structure(lines).parts, ()
    except CircleError as circle:
        return (), circle.parts


def test_the_circle_is_named_and_not_what_hangs_below_it():
    lines = [
        Line(a, b, Decimal(1)) for a, b in [("top", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "leaf")]
    ]
    with pytest.raises(CircleError, match=r"c → a → b → c|b → c → a → b|a → b → c → a"):
        structure(lines)


def test_a_part_may_not_contain_itself():
    with pytest.raises(CircleError, match="a → a"):
        structure([Line("a", "a", Decimal(1))])


def test_a_shared_part_is_added_up_once_over_levels_and_repeated_lines():
    bill = structure(
        [
            Line("robot", "leg", Decimal(4)),
            Line("leg", "actuator", Decimal(3)),
            Line("robot", "screw", Decimal(6)),
            Line("actuator", "screw", Decimal(8)),
            Line("robot", "screw", Decimal(2)),
        ]
    )
    assert explode(bill, {"robot": 10}) == {"robot": 10, "leg": 40, "actuator": 120, "screw": 1040}
    assert bill.levels == (("robot",), ("leg",), ("actuator",), ("screw",))


def test_direct_demand_for_a_component_is_added_to_that_of_its_parents():
    bill = structure([Line("robot", "leg", Decimal(4))])
    assert explode(bill, {"robot": 2, "leg": 3}) == {"robot": 2, "leg": 11}


def test_decimal_quantities_stay_exact():
    bill = structure([Line("set", "wire", Decimal("0.1"), "m")])
    assert explode(bill, {"set": 3})["wire"] == Decimal("0.3")


def test_lines_in_other_units_are_brought_to_the_units_of_the_first():
    bill = structure([Line("a", "wire", Decimal("0.5"), "m"), Line("b", "wire", Decimal(25), "cm")])
    assert explode(bill, {"a": 1, "b": 2})["wire"] == Decimal(1)
    assert bill.units == {"wire": "m"}


def test_weeks_are_exploded_side_by_side():
    bill = structure([Line("a", "b", Decimal(2)), Line("c", "b", Decimal(1))])
    assert explode_weekly(bill, {"a": [1, 0, 5], "c": [0, 7, 1]})["b"] == [2, 7, 11]


def test_weeks_of_different_number_are_refused():
    bill = structure([Line("a", "b", Decimal(2))])
    with pytest.raises(ValueError, match="different number"):
        explode_weekly(bill, {"a": [1], "b": [1, 2]})


def test_an_unknown_part_is_named():
    with pytest.raises(KeyError, match="nothing"):
        explode(structure([]), {"nothing": 1})


@pytest.mark.parametrize("quantity", [Decimal(0), Decimal(-2), Decimal("NaN"), Decimal("Infinity")])
def test_a_quantity_of_nothing_is_refused(quantity):
    with pytest.raises(BrokenStructureError, match="'b' in 'a'"):
        structure([Line("a", "b", quantity)])


def test_units_of_two_kinds_for_one_part_are_refused():
    with pytest.raises(UnknownUnitError, match="'kg' is a mass, 'm' is a length"):
        structure([Line("a", "w", Decimal(1), "m"), Line("b", "w", Decimal(1), "kg")])


def test_a_quantity_that_would_have_to_be_rounded_is_refused():
    tiny = Decimal(f"1.{'0' * 34}1")
    with pytest.raises(Inexact):
        explode(structure([Line("a", "b", tiny), Line("b", "c", tiny)]), {"a": 1})
