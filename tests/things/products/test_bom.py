from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.things.products import actions, queries
from fanloop.things.products.actions import BomRefused, NewBomLine, NewPart
from fanloop.things.products.rules.bom import find_circle

AT = datetime(2026, 1, 14, tzinfo=UTC)
edges = st.lists(st.tuples(st.integers(0, 12).map(str), st.integers(0, 12).map(str)), max_size=40)


@given(edges)
def test_a_circle_that_is_found_is_made_of_the_given_lines(lines):
    circle = find_circle(lines)
    assert all(step in set(lines) for step in pairwise(circle))
    assert not circle or circle[0] == circle[-1]


@given(edges)
def test_a_graph_that_only_points_upwards_in_number_has_no_circle(lines):
    assert find_circle([(a, b) for a, b in lines if int(a) < int(b)]) == []


@given(st.integers(1, 3_000))
def test_a_deep_bill_is_searched_without_recursion(depth):
    chain = [(str(n), str(n + 1)) for n in range(depth)]
    assert find_circle(chain) == []
    assert len(find_circle([*chain, (str(depth), "0")])) == depth + 2


def line(parent, child, quantity="1"):
    return NewBomLine(parent, child, Decimal(quantity))


@pytest.fixture
def lamp(db):
    parts = [NewPart(number, number) for number in ("lamp", "head", "bulb", "screw")]
    lines = [
        line("lamp", "head"),
        line("head", "bulb", "2"),
        line("head", "screw", "6"),
        line("lamp", "screw", "4"),
    ]
    return actions.import_bom(parts=parts, lines=lines, at=AT)


def test_all_levels_are_read_and_where_a_part_is_used(lamp):
    assert (lamp.parts, lamp.lines) == (4, 4)
    numbers = {
        part.id: number
        for number, part in queries.parts_by_numbers({"lamp", "head", "bulb", "screw"}).items()
    }
    top = queries.part_by_number("lamp")
    below = {
        (numbers[parent], numbers[child], quantity) for parent, child, quantity in queries.bom_below(top.id)
    }
    assert below == {("lamp", "head", 1), ("lamp", "screw", 4), ("head", "bulb", 2), ("head", "screw", 6)}
    assert [use.parent.number for use in queries.where_used(queries.part_by_number("screw").id)] == [
        "head",
        "lamp",
    ]


def test_importing_twice_adds_nothing(lamp):
    again = actions.import_bom(parts=[NewPart("lamp", "lamp")], lines=[line("lamp", "head")], at=AT)
    assert (again.parts, again.lines) == (0, 0)


def test_a_circle_over_two_imports_is_refused_by_name(lamp):
    with pytest.raises(BomRefused, match=r"a part cannot be inside itself: .*bulb → lamp"):
        actions.import_bom(parts=[], lines=[line("bulb", "lamp")], at=AT)


@pytest.mark.parametrize("quantity", ["0", "-2"])
def test_nothing_or_less_of_a_part_is_refused(lamp, quantity):
    with pytest.raises(BomRefused, match="above zero"):
        actions.import_bom(parts=[], lines=[line("lamp", "bulb", quantity)], at=AT)


def test_one_level_is_replaced(lamp):
    actions.set_bom(parent="head", lines=[line("head", "bulb", "3")], at=AT)
    rows = queries.bom_lines(queries.part_by_number("head").id)
    assert [(row.child.number, row.quantity) for row in rows] == [("bulb", 3)]
