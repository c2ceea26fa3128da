"""Which orders of a door wait: nothing over the limit leaves unless somebody let it, and nobody waits who would fit."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.orders.rules.held import Counted, too_many

ORDERS = st.lists(
    st.builds(
        Counted, st.integers(1, 99), st.integers(1, 3), st.integers(1, 4), st.booleans(), st.booleans()
    ),
    unique_by=lambda each: each.order_id,
    max_size=8,
)


@given(ORDERS, st.integers(1, 6))
def test_what_goes_fits_or_was_let(orders, limit):
    waits = too_many(orders, limit=limit)
    if len({each.fan_id for each in orders}) < 2:
        assert waits == []
        return
    bound = [each for each in orders if not each.let]
    goes = [each.pieces for each in bound if each.order_id not in waits]
    assert sum(goes) <= max(limit, sum(each.pieces for each in bound if each.packed))
    assert not {each.order_id for each in orders if each.let or each.packed} & set(waits)


@given(ORDERS, st.integers(1, 6))
def test_letting_one_through_holds_up_none_before_it(orders, limit):
    waits = too_many(orders, limit=limit)
    for id_ in waits:
        let = [replace(each, let=True) if each.order_id == id_ else each for each in orders]
        before = [each.order_id for each in orders[: [each.order_id for each in orders].index(id_)]]
        now = too_many(let, limit=limit)
        assert [each for each in now if each in before] == [each for each in waits if each in before]
