from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.builds import longest_lead, spread
from fanloop.making.supply.rules.explode import Line, structure
from fanloop.making.supply.rules.terms import Terms

asked = st.dictionaries(st.integers(1, 9), st.integers(0, 500), min_size=1, max_size=5)


@given(quantity=st.integers(1, 3_000), asked=asked, first=st.integers(0, 20), weeks=st.integers(1, 9))
def test_batches_add_up_and_lie_in_their_weeks(quantity, asked, first, weeks):
    batches = spread(quantity, asked=asked, first=first, weeks=weeks)

    assert sum(batch.quantity for batch in batches) == quantity
    assert all(first <= batch.week < first + weeks for batch in batches)
    assert all(0 <= batch.bet <= batch.quantity for batch in batches)


@given(quantity=st.integers(1, 3_000), asked=asked, weeks=st.integers(1, 9))
def test_what_is_asked_is_made_before_any_bet(quantity, asked, weeks):
    for variant, wanted in asked.items():
        own = [
            batch for batch in spread(quantity, asked=asked, first=0, weeks=weeks) if batch.variant == variant
        ]
        made = sum(batch.quantity for batch in own)
        assert sum(batch.bet for batch in own) == max(0, made - wanted)
        assert not any(
            early.bet and late.quantity > late.bet for early in own for late in own if early.week < late.week
        )


@pytest.mark.parametrize(("quantity", "first", "weeks"), [(0, 0, 1), (1, -1, 1), (1, 0, 0)])
def test_what_cannot_be_planned_is_refused(quantity, first, weeks):
    with pytest.raises(ValueError, match="cannot be planned"):
        spread(quantity, asked={1: 1}, first=first, weeks=weeks)


def test_the_longest_way_down_decides_the_lead():
    bill = structure(
        [Line("lamp", "head", Decimal(1)), Line("head", "led", Decimal(2)), Line("lamp", "foot", Decimal(1))]
    )
    terms = {"head": Terms(lead=1), "led": Terms(lead=6), "foot": Terms(lead=4)}

    assert longest_lead(bill, terms) == 7
    assert longest_lead(bill, {}) == 0
