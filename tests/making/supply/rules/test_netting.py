from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.explode import structure
from fanloop.making.supply.rules.lots import LotRule
from fanloop.making.supply.rules.mrp import Demand, plan
from fanloop.making.supply.rules.terms import Terms

AMOUNTS = st.lists(st.integers(0, 500).map(Decimal), min_size=1, max_size=15)
LOTS = st.builds(LotRule, st.integers(0, 300).map(Decimal), st.integers(1, 60).map(Decimal))


def net_weeks(gross, **terms):
    """The weeks of one part that nothing else is made of."""
    wishes = [Demand("part", week, quantity) for week, quantity in enumerate(gross)]
    own = {"part": Terms(**terms)}
    return plan(structure([], also=["part"]), wishes, own, weeks=len(gross)).records.get("part", ())


def numbers(*values):
    return tuple(Decimal(value) for value in values)


def planned(rows):
    return [row.planned for row in rows]


@given(AMOUNTS, AMOUNTS, st.integers(-100, 800), st.integers(0, 100), LOTS)
def test_stock_balances_never_falls_below_safety_and_no_lot_comes_early(
    gross, receipts, on_hand, safety, lot
):
    rows = net_weeks(
        gross,
        receipts=tuple(receipts[: len(gross)]),
        on_hand=Decimal(on_hand),
        safety=Decimal(safety),
        lot=lot,
    )
    stock = on_hand
    for row in rows:
        before = stock + row.receipts - row.gross
        assert row.stock == before + row.planned >= safety
        assert row.net == max(0, safety - before)
        assert row.planned == lot.size(row.net)
        stock = row.stock


# gross per week, minimum 100 or 1,234 as in the reports of doubled minimum quantities (ERPNext #58805)
@pytest.mark.parametrize(
    ("minimum", "gross", "expected"),
    [
        (100, (20, 20, 20), [100, 0, 0]),
        (1234, (250, 500), [1234, 0]),
        (1234, (250, 1000), [1234, 1234]),
    ],
)
def test_a_minimum_is_bought_once_and_not_for_every_demand(minimum, gross, expected):
    assert planned(net_weeks(numbers(*gross), lot=LotRule(Decimal(minimum)))) == expected


def test_receipts_count_before_anything_is_ordered():
    # 75 instead of 45 was ordered where own orders were not counted (Odoo #173842)
    rows = net_weeks(numbers(75), receipts=numbers(30))
    assert planned(rows) == [45]


def test_a_textbook_record_with_stock_receipt_and_safety():
    rows = net_weeks(numbers(20, 10, 30, 40), receipts=numbers(0, 50), on_hand=Decimal(35), safety=Decimal(5))
    assert [row.stock for row in rows] == [15, 55, 25, 5]
    assert [row.net for row in rows] == [0, 0, 0, 20]


def test_a_backorder_is_made_good_in_the_first_week():
    assert planned(net_weeks(numbers(0, 3), on_hand=Decimal(-7))) == [7, 3]


def test_receipts_beyond_the_plan_and_negative_amounts_are_refused():
    with pytest.raises(ValueError, match="none after 1 weeks"):
        net_weeks(numbers(1), receipts=numbers(1, 2))
    with pytest.raises(ValueError, match="zero or more"):
        net_weeks(numbers(1), receipts=numbers(-1))
