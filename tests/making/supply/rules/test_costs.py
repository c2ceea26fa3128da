from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.supply.rules.costs import amount, roll_up, rounded
from fanloop.making.supply.rules.explode import Line, explode, structure

EDGES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.decimals("0.001", 20, places=3)),
    max_size=20,
)


@given(EDGES, st.lists(st.integers(0, 10_000), min_size=8, max_size=8))
def test_the_cost_of_one_is_the_price_of_everything_it_explodes_into(edges, prices):
    bill = structure([Line(f"p{a}", f"p{b}", quantity) for a, b, quantity in edges if a < b], also=["p0"])
    rates = {f"p{i}": price for i, price in enumerate(prices)}
    exploded = explode(bill, {"p0": 1})
    expected = sum(Fraction(quantity) * rates[part] for part, quantity in exploded.items())
    assert roll_up(bill, rates)["p0"].known == expected


def test_a_missing_price_is_named_all_the_way_up_and_counts_nothing():
    bill = structure(
        [Line("dog", "leg", Decimal(4)), Line("leg", "motor", Decimal(3)), Line("leg", "tube", Decimal(1))]
    )
    costs = roll_up(bill, {"motor": 4500, "leg": 200})
    assert (costs["dog"].known, costs["dog"].unpriced, costs["dog"].complete) == (
        4 * (3 * 4500 + 200),
        {"tube"},
        False,
    )
    assert (costs["leg"].own, costs["motor"].complete) == (200, True)


def test_fractions_of_a_cent_are_kept_until_the_end():
    bill = structure([Line("board", "resistor", Decimal(100))])
    assert roll_up(bill, {"resistor": Fraction(1, 3)})["board"].known == Fraction(100, 3)


@pytest.mark.parametrize(
    ("exact", "whole"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(49, 100), 0),
        (Fraction(5, 2), 3),
        (Fraction(7), 7),
    ],
)
def test_half_a_cent_is_rounded_away_from_zero(exact, whole):
    assert rounded(exact) == whole


def test_an_amount_is_quantity_times_rate():
    assert amount(Decimal("0.35"), 199) == 70
    assert amount(1040, Fraction(5, 2)) == 2600


@pytest.mark.parametrize("price", [0.1, -1])
def test_floats_and_negative_prices_are_refused(price):
    with pytest.raises(ValueError, match="minor units for 'a'"):
        roll_up(structure([], also=["a"]), {"a": price})
