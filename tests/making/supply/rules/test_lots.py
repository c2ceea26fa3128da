from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.lots import LOT_FOR_LOT, LotRule

RULES = st.builds(LotRule, st.decimals(0, 2000, places=2), st.decimals("0.01", 500, places=2))


@given(RULES, st.decimals("0.001", 10_000, places=3))
def test_a_lot_covers_the_need_and_one_pack_less_would_not_do(rule, needed):
    size = rule.size(needed)
    assert size >= max(needed, rule.minimum)
    assert size % rule.multiple == 0
    assert size - rule.multiple < max(needed, rule.minimum)
    assert rule.surplus(needed) == size - needed


@given(RULES, st.decimals(-100, 0, places=2))
def test_nothing_needed_is_nothing_ordered(rule, needed):
    assert rule.size(needed) == 0
    assert rule.surplus(needed) == 0


@pytest.mark.parametrize(
    ("minimum", "multiple", "needed", "size"),
    [
        (0, 1, "2.1", 3),
        (100, 1, 20, 100),
        (100, 30, 20, 120),
        (100, 30, 121, 150),
        (0, "0.01", "0.333", "0.34"),
    ],
)
def test_minimum_then_multiple(minimum, multiple, needed, size):
    assert LotRule(Decimal(minimum), Decimal(multiple)).size(Decimal(needed)) == Decimal(size)


def test_a_multiple_just_met_buys_no_pack_more():
    assert LotRule(multiple=Decimal("0.1")).size(Decimal("0.3")) == Decimal("0.3")
    assert LOT_FOR_LOT.size(Decimal(7)) == 7


@pytest.mark.parametrize(("minimum", "multiple"), [(-1, 1), (0, 0), (0, -5)])
def test_impossible_lots_are_refused(minimum, multiple):
    with pytest.raises(ValueError, match="cannot be"):
        LotRule(Decimal(minimum), Decimal(multiple))
