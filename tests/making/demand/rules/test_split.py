import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.making.demand.rules.split import cell_shares, smoothed, split

WEIGHTS = st.dictionaries(
    st.text(max_size=4), st.fractions(0, 100) | st.integers(0, 10**6), min_size=1, max_size=30
)
NAMES = st.lists(st.text(max_size=3), min_size=1, max_size=6, unique=True)


@given(st.integers(0, 10**7), WEIGHTS)
def test_the_pieces_add_up_and_stay_within_one_of_their_exact_share(total, weights):
    pieces = split(total, weights)
    assert sum(pieces.values()) == total
    assert list(pieces) == list(weights)
    whole = sum(weights.values())
    if whole:
        for key, weight in weights.items():
            assert abs(pieces[key] - Fraction(total) * weight / whole) < 1


@given(st.integers(0, 10**5), WEIGHTS)
def test_a_heavier_key_never_gets_less(total, weights):
    pieces = split(total, weights)
    order = sorted(weights, key=lambda key: weights[key])
    for light, heavy in itertools.pairwise(order):
        if weights[light] < weights[heavy]:
            assert pieces[light] <= pieces[heavy]


def test_the_largest_remainders_get_the_units_left():
    # 100 seats for votes 47, 16, 15.8, 12, 6.1, 3.1 (thousands): the usual example of Hare-Niemeyer with 10 seats.
    assert split(
        10, {"yellow": 47_000, "white": 16_000, "red": 15_800, "green": 12_000, "blue": 6_100, "pink": 3_100}
    ) == {
        "yellow": 5,
        "white": 2,
        "red": 1,
        "green": 1,
        "blue": 1,
        "pink": 0,
    }


def test_ties_go_to_the_first_named():
    assert split(4, {"a": 1, "b": 1, "c": 1}) == {"a": 2, "b": 1, "c": 1}


def test_without_weights_the_total_is_spread_evenly():
    assert split(5, {"a": 0, "b": 0}) == {"a": 3, "b": 2}


def test_nothing_can_be_split_over_nothing():
    assert split(0, {}) == {}
    with pytest.raises(ValueError, match="3 units and nothing"):
        split(3, {})


@pytest.mark.parametrize(("total", "weights"), [(-1, {"a": 1}), (1, {"a": -1, "b": 3})])
def test_negative_numbers_are_refused(total, weights):
    with pytest.raises(ValueError, match="zero or more"):
        split(total, weights)


@given(NAMES, NAMES, st.data())
def test_cell_shares_add_up_to_one_and_leave_nobody_out(variants, markets, data):
    cells = st.tuples(st.sampled_from(variants), st.sampled_from(markets))
    counts = data.draw(st.dictionaries(cells, st.integers(0, 5000), max_size=10))
    shares = cell_shares(counts, variants=variants, markets=markets)
    assert sum(shares.values()) == 1
    assert len(shares) == len(variants) * len(markets)
    assert min(shares.values()) > 0


def test_many_orders_outweigh_the_prior():
    shares = cell_shares({("a", "x"): 90_000, ("b", "y"): 10_000}, variants=["a", "b"], markets=["x", "y"])
    assert float(shares["a", "x"]) == pytest.approx(0.9, abs=0.001)


def test_without_orders_all_cells_are_equal():
    shares = cell_shares({}, variants=["a", "b"], markets=["x", "y"])
    assert set(shares.values()) == {Fraction(1, 4)}


def test_the_prior_counts_like_so_many_orders():
    assert smoothed({"a": 6}, {"a": 1, "b": 1}, strength=4) == {"a": Fraction(8, 10), "b": Fraction(2, 10)}


def test_an_unknown_cell_is_named():
    with pytest.raises(KeyError, match="z"):
        smoothed({"z": 1}, {"a": 1}, strength=1)


@pytest.mark.parametrize(
    ("counts", "prior", "strength"),
    [({}, {"a": 0}, 1), ({}, {"a": -1, "b": 2}, 1), ({"a": -1}, {"a": 1}, 5)],
)
def test_a_prior_needs_weight_and_counts_are_not_negative(counts, prior, strength):
    with pytest.raises(ValueError, match="counts are zero or more"):
        smoothed(counts, prior, strength=strength)


@pytest.mark.parametrize(("counts", "strength"), [({}, 0), ({"a": 1}, -1)])
def test_nothing_known_at_all_is_refused(counts, strength):
    with pytest.raises(ValueError, match="a prior of some strength"):
        smoothed(counts, {"a": 1}, strength=strength)
