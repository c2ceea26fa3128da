"""An order only goes forward, leaves by cancelling before it is picked, and never skips what must come before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.states import (
    STATES,
    after_handling,
    after_payment,
    may_cancel,
    may_follow,
    may_pay,
    present,
)

states = st.sampled_from(STATES)
ENDS = {"refunded", "replaced", "cancelled"}


@given(states, states)
def test_an_order_never_goes_back(one, other):
    assert not (may_follow(one, other) and may_follow(other, one))
    assert not may_follow(one, one)


@given(states)
def test_only_ends_lead_nowhere(state):
    assert (not any(may_follow(state, each) for each in STATES)) == (state in ENDS)


@given(states)
def test_who_may_step_out_may_enter_cancelled_and_no_one_else(state):
    assert may_cancel(state, slipped=True) == may_follow(state, "cancelled")
    assert may_cancel(state) == (may_follow(state, "cancelled") and state != "picked")
    assert not may_cancel(state, picked=1)
    assert may_cancel(state) or not may_pay(state)


@given(st.lists(states, min_size=1))
def test_the_present_state_is_the_one_furthest_along(entered):
    now = present(entered)
    assert now in entered
    assert not any(may_follow(now, each) and each in entered for each in ENDS)


@given(states, st.integers(1, 6), st.data())
def test_handling_enters_states_in_their_order_and_only_when_all_of_it_has(state, ordered, data):
    counts = sorted((data.draw(st.integers(0, ordered)) for _ in range(4)), reverse=True)
    allocated, picked, shipped, delivered = counts
    entered = after_handling(
        state, ordered=ordered, allocated=allocated, picked=picked, shipped=shipped, delivered=delivered
    )
    whole = {"allocated": allocated, "picked": picked, "shipped": shipped, "delivered": delivered}
    before = state
    for each in entered:
        assert may_follow(before, each)
        assert whole[each] == ordered
        before = each
    if entered:
        assert (
            after_handling(
                before,
                ordered=ordered,
                allocated=allocated,
                picked=picked,
                shipped=shipped,
                delivered=delivered,
            )
            == ()
        )


def test_a_wholly_paid_order_goes_all_the_way_at_once():
    assert after_handling("paid", ordered=2, allocated=2, picked=2, shipped=2, delivered=2) == (
        "allocated",
        "picked",
        "shipped",
        "delivered",
    )


@pytest.mark.parametrize("state", ["placed", "deposit_paid", "delivered", "cancelled"])
def test_what_is_not_paid_or_over_is_not_allocated(state):
    assert after_handling(state, ordered=1, allocated=1, picked=0, shipped=0, delivered=0) == ()


@given(states, st.integers(0, 300), st.integers(0, 100), st.integers(1, 300))
def test_money_never_moves_an_order_that_is_made_ready(state, paid, deposit, total):
    entered = after_payment(state, paid=paid, deposit=deposit, total=total)
    assert not entered or may_pay(state)
    for each in entered:
        assert may_follow(state, each)
        state = each
