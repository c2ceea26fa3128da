"""A cart is the same whatever the order of clicks, tabs and log-ins, and its sums are right to the cent."""

from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.carts import MOST, Change, Wanted, quantities, shipping, step, too_many
from fanloop.selling.orders.rules.totals import Priced, total

CHANGES = st.lists(
    st.builds(Change, st.text("abcdef", min_size=1, max_size=3), st.integers(1, 4), st.integers(-9, 9)),
    max_size=20,
    unique_by=lambda each: each.key,
)


@given(CHANGES, st.randoms(), st.integers(0, 20))
def test_any_order_of_adding_removing_and_joining_gives_the_same_cart(changes, random, cut):
    mixed = list(changes)
    random.shuffle(mixed)
    assert quantities(mixed) == quantities(changes)
    assert quantities([*changes[cut:], *changes[:cut], *changes[:cut]]) == quantities(changes)


@given(CHANGES)
def test_a_cart_holds_only_what_can_be_ordered(changes):
    assert all(1 <= pieces <= MOST for pieces in quantities(changes).values())


@given(st.lists(st.integers(-5, MOST + 9), min_size=1, max_size=12))
def test_a_line_shows_what_was_last_set_and_never_falls_below_nothing(wanted):
    raw = 0
    for each in wanted:
        raw += step(raw, each)
        assert raw == min(max(each, 0), MOST)


@given(
    st.lists(st.tuples(st.integers(1, MOST), st.integers(1, 10**7)), min_size=1, max_size=30),
    st.integers(0, 3_000),
    st.integers(0, 9_900),
)
def test_lines_and_shipping_add_up_with_the_tax_inside_to_the_cent(lines, rate, send):
    parts = [Priced(pieces, minor, rate) for pieces, minor in lines] + [Priced(1, send, rate)] * bool(send)
    sums = total(parts)
    assert sums.gross == sum(pieces * minor for pieces, minor in lines) + send
    assert sums.net + sums.tax == sums.gross
    assert abs(sums.tax - sums.gross * rate / (10_000 + rate)) <= len(parts) / 2 + 1e-6 * sums.gross


def test_sending_is_free_from_the_sum_that_was_said():
    assert shipping(9_999, minor=490, free_from=10_000) == 490
    assert shipping(10_000, minor=490, free_from=10_000) == 0
    assert shipping(10**9, minor=490, free_from=None) == 490


def test_what_was_ordered_before_counts_into_the_limit_of_a_person():
    lines = [Wanted(1, 9, 2, 3), Wanted(2, 9, 1, 3)]
    assert too_many(lines, {1: 2}) == {1: 1}
    assert too_many(lines, {}) == {}
