"""Orders of a door over the published limit wait until somebody at the desk has said a word, and nobody else does."""

import pytest
from django.db.utils import IntegrityError

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.actions.carts import order_cart
from fanloop.selling.orders.models import HeldBack
from fanloop.selling.orders.queries.crowds import ORIGIN, crowded
from fanloop.selling.orders.queries.held import held_back, words_about
from fanloop.selling.orders.queries.logistics import picking, wants
from fanloop.selling.payments import queries as money
from tests.selling.orders.shelf import filled, shelf
from tests.selling.orders.way import BERLIN, LATER, paid_order, state, units
from tests.selling.world import fan, shop

pytestmark = pytest.mark.django_db
STAFF = Viewer(fan_id=1, permissions=frozenset({"orders.see", "orders.ship"}))


@pytest.fixture
def house(db):
    return shop(limit=2)


def two_at_one_door(house):
    first, second = paid_order(house, quantity=2), paid_order(house, quantity=1)
    units(house.oak, 5)
    return first, second


def kinds(order):
    return [
        line.kind
        for line in inbox(Viewer(fan_id=order.fan_id))
        if "held" in line.kind or "_off" in line.kind or "through" in line.kind
    ]


def test_what_is_too_much_for_a_door_is_neither_kept_nor_picked(house):
    first, second = two_at_one_door(house)
    assert held_back([first.id, second.id]) == {second.id}
    orders.allocate(by=house.member, at=LATER)
    assert (state(first), state(second)) == ("allocated", "paid")
    assert [want.order_id for want in wants()] == []
    assert kinds(second) == ["order_held"]
    assert kinds(first) == []


def test_a_word_lets_it_go_on_once_and_is_written_down(house):
    _first, second = two_at_one_door(house)
    with pytest.raises(orders.Refused, match="Say why"):
        orders.let_through(order=second, words=" ", by=house.member, at=LATER)
    assert orders.let_through(order=second, words="two flats", by=house.member, at=LATER) == 1
    assert orders.let_through(order=second, words="two flats", by=house.member, at=LATER) == 0
    orders.allocate(by=house.member, at=LATER)
    assert state(second) == "allocated"
    [row] = words_about(second)
    assert (row.how, row.by, row.words, row.pieces, row.limit) == (
        "let_through",
        house.member,
        "two flats",
        3,
        2,
    )
    assert kinds(second) == ["order_let_through", "order_held"]


def test_more_to_the_same_door_is_asked_again(house):
    _first, second = two_at_one_door(house)
    orders.let_through(order=second, words="two flats", by=house.member, at=LATER)
    third = paid_order(house)
    assert held_back([second.id, third.id]) == {third.id}


def test_called_off_all_of_the_money_goes_back_and_the_fan_reads_why(house):
    first, second = two_at_one_door(house)
    orders.call_off(order=second, words="one for a household", by=house.member, at=LATER)
    orders.call_off(order=second, words="again", by=house.member, at=LATER)
    bus.drain()
    assert state(second) == "cancelled"
    paid = money.payments([ref(second)])[ref(second)]
    assert {each.state for each in paid} == {"refunded"}
    assert kinds(second)[0] == "order_called_off"
    with pytest.raises(orders.Refused, match="waits for nobody"):
        orders.call_off(order=first, words="why not", by=house.member, at=LATER)


def test_when_somebody_steps_out_or_moves_the_next_goes_on_by_itself(house):
    first, second = two_at_one_door(house)
    orders.cancel(order=first, by=None, at=LATER)
    assert held_back([second.id]) == set()
    third = paid_order(house, quantity=2)
    assert held_back([third.id]) == {third.id}
    elsewhere = BERLIN | {"street": "Oranienstr. 13"}
    orders.set_address(order=third, kind="delivery", country="DE", values=elsewhere, by=third.fan, at=LATER)
    assert [row.how for row in words_about(third)] == ["settled"]


def test_a_door_named_after_units_were_kept_is_seen_before_the_shelf_is_opened(house):
    first = paid_order(house, quantity=2)
    second = paid_order(house, quantity=2)
    orders.set_address(
        order=second,
        kind="delivery",
        country="DE",
        values=BERLIN | {"street": "Elsewhere 1"},
        by=None,
        at=LATER,
    )
    units(house.oak, 4)
    orders.allocate(by=house.member, at=LATER)
    orders.set_address(order=second, kind="delivery", country="DE", values=BERLIN, by=None, at=LATER)
    assert {row.order.id for row in picking(viewer=STAFF)} == {first.id}
    assert orders.pick(orders=[first.id, second.id], by=house.member, at=LATER) == 2
    assert (state(first), state(second)) == ("picked", "allocated")
    orders.let_through(order=second, words="a workshop", by=house.member, at=LATER)
    assert orders.pick(orders=[second.id], by=house.member, at=LATER) == 2


def test_a_second_piece_for_a_broken_one_and_one_person_alone_never_wait(house):
    who = fan()
    one, two = paid_order(house, who=who, key="a"), paid_order(house, who=who, key="b")
    assert held_back([one.id, two.id]) == set()


def test_the_shelf_counts_each_variant_by_its_own_limit(house):
    oak, ash = shelf(house, limit=2)
    placed = []
    for many in (2, 1):
        who = fan()
        placed.append(filled(house.eu, who, (oak, many), (ash, 1)))
    from_shelf = [order_of(cart) for cart in placed]
    [door] = crowded(ORIGIN)
    assert (door.variant_id, door.pieces, door.limit, door.waits) == (house.oak.id, 3, 2, (from_shelf[1].id,))
    assert held_back([each.id for each in from_shelf]) == {from_shelf[1].id}


def order_of(cart):
    order = order_cart(cart=cart, fan=cart.fan, at=LATER)
    orders.set_address(order=order, kind="delivery", country="DE", values=BERLIN, by=cart.fan, at=LATER)
    return order


def test_another_reason_holds_back_by_the_same_row(house):
    order = paid_order(house)
    shared = {order.id: orders.Shared("f" * 64, 4, 2)}
    assert orders.hold_back(found=shared, kind="card", at=LATER) == [order.id]
    assert orders.hold_back(found=shared, kind="card", at=LATER) == []
    orders.allocate(by=house.member, at=LATER)
    assert held_back([order.id]) == {order.id}
    orders.let_through(order=order, words="a gift for a friend", by=house.member, at=LATER)
    assert orders.hold_back(found=shared, kind="card", at=LATER) == []


def test_a_word_without_an_author_is_no_word(house):
    _first, second = two_at_one_door(house)
    with pytest.raises(IntegrityError):
        HeldBack.objects.filter(order=second).update(how="let_through", ended_at=LATER)
