"""Against the numbers stockpyl prints for the examples of Snyder and Shen's book."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanloop.making.supply.rules.ordering import (
    Item,
    economic,
    economic_with_loss,
    over_periods,
    reorder,
    together,
    with_discount,
)

near = pytest.approx


def test_economic_order_quantity():
    assert economic(order=8, holding=0.225, demand=1300) == near((304.0468, 68.41053), rel=1e-6)


def test_economic_order_quantity_when_deliveries_fall_short():
    found = economic_with_loss(order=18_500, holding=0.06, demand=75_000, mean=-15_000, sd=9_000)
    assert found == near((230_246.37, 12_914.78), rel=1e-6)


def test_all_units_discount():
    breaks = [(0, 0.75), (400, 0.72), (800, 0.68)]
    found = with_discount(order=8, interest=0.3, demand=1300, breaks=breaks)
    assert found == near((800, 978.60), rel=1e-6)


def test_wagner_and_whitin():
    assert over_periods(order=500, holding=2, demand=[90, 120, 80, 70]) == ((210, 0, 150, 0), 1380)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=7), st.integers(1, 200), st.integers(1, 9))
def test_no_other_choice_of_periods_to_order_in_is_cheaper(demand, order, holding):
    def cost(chosen):
        total, last = 0, None
        for at, many in enumerate(demand):
            last = at if chosen[at] else last
            total += order * chosen[at]
            if many and last is None:
                return float("inf")
            total += holding * many * (at - last) if many else 0
        return total

    plan, best = over_periods(order=order, holding=holding, demand=demand)
    assert best == min(cost(chosen) for chosen in product([False, True], repeat=len(demand)))
    assert sum(plan) == sum(demand)


def test_reorder_point_and_quantity():
    found = reorder(order=8, holding=0.225, penalty=7.5, demand=1300, sd=150, lead=1 / 12)
    assert found == near((213.9704, 318.5902, 95.4511), rel=1e-6)


def test_items_ordered_together():
    items = [Item(120, 160), Item(840, 20), Item(300, 50)]
    time, many, cost = together(order=600, items=items)
    assert (time, cost) == near((3.10316, 837.8544), rel=2e-6)
    assert many == (1, 3, 1)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="holding must be above zero"):
        economic(order=1, holding=0, demand=1)
    with pytest.raises(ValueError, match="begin at 0"):
        with_discount(order=1, interest=1, demand=1, breaks=[(10, 1)])
