from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.states import STATES, after_payment, may_cancel, present
from fanloop.selling.orders.rules.totals import Priced, total

lines = st.lists(
    st.builds(Priced, st.integers(1, 99), st.integers(0, 10**7), st.integers(0, 3_000)),
    min_size=1,
    max_size=6,
)


@given(lines)
def test_net_and_tax_are_the_gross_to_the_last_cent(priced):
    sums = total(priced)
    assert sums.net + sums.tax == sums.gross == sum(line.quantity * line.unit_minor for line in priced)
    assert 0 <= sums.tax <= sums.gross


@given(st.integers(1, 99), st.integers(1, 10**6), st.integers(0, 3_000))
def test_the_tax_inside_is_the_rate_on_the_net_to_half_a_cent(quantity, unit, rate):
    sums = total([Priced(quantity, unit, rate)])
    assert abs(sums.tax * 10_000 - sums.net * rate) <= (10_000 + rate)


def test_a_lamp_for_129_euros_holds_20_60_of_tax():
    assert total([Priced(1, 12_900, 1_900)]).tax == 2_060


@given(st.sampled_from(STATES), st.integers(0, 200), st.integers(0, 50), st.integers(50, 150))
def test_money_only_moves_an_order_forward(state, paid, deposit, whole):
    reached = after_payment(state, paid=paid, deposit=deposit, total=whole)
    assert all(STATES.index(each) > STATES.index(state) for each in reached)
    assert ("paid" in reached or STATES.index(state) >= STATES.index("paid")) == (
        paid >= whole or STATES.index(state) >= STATES.index("paid")
    )


def test_money_that_comes_late_wakes_no_cancelled_order():
    assert after_payment("cancelled", paid=100, deposit=20, total=100) == ()


def test_one_steps_out_until_it_is_packed():
    assert [state for state in STATES if may_cancel(state)] == [
        "placed",
        "deposit_paid",
        "paid",
        "allocated",
    ]
    assert present(["cancelled", "placed"]) == "cancelled"
