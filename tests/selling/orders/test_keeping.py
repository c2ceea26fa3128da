"""What is ordered from the shelf is kept for who pays: half an hour for a card, days for a transfer, then it goes on."""

from datetime import timedelta

import pytest

from fanloop.foundation import bus
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.orders import queries
from fanloop.selling.orders.actions import Refused, ask_due, cancel, enter_paid_states
from fanloop.selling.orders.actions.carts import order_cart
from fanloop.selling.orders.actions.keeping import keep_for, set_keeping
from fanloop.selling.orders.actions.shelf_line import take, wait
from fanloop.selling.orders.models import Order, ShelfWait
from fanloop.selling.orders.queries.keeping import kept_until
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.actions import record_transfer
from fanloop.selling.stock.actions import sweep
from fanloop.selling.stock.models import Hold
from fanloop.selling.stock.queries import held, status
from tests.selling.orders.shelf import filled, shelf
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def house():
    return shop()


@pytest.fixture
def offers(house):
    return shelf(house, oak=2, ash=2)


def ordered(house, *offers, at=NOON):
    who = fan()
    cart = filled(house.eu, who, *((each, 1) for each in offers))
    return order_cart(cart=cart, fan=who, at=at)


def swept(at):
    sweep(at=at)
    bus.drain()


def state(order):
    return queries.order(order.number, viewer=SYSTEM).state


def test_it_is_kept_half_an_hour_and_goes_back_to_the_first_in_line(house, offers):
    oak, ash = offers
    order, other = ordered(house, oak, ash), ordered(house, oak)
    ask_due(order=other, position=0, provider="sandbox", at=NOON)
    late = fan()
    wait(offer=oak, fan=late, quantity=1, at=NOON + MINUTE)
    assert kept_until(order) == NOON + 30 * MINUTE
    swept(NOON + 29 * MINUTE)
    assert (state(order), status(ash.pool_id).remaining) == ("placed", 1)
    swept(NOON + 30 * MINUTE)
    assert (state(order), state(other)) == ("cancelled", "paid")
    assert ShelfWait.objects.get(fan=late).claim is not None
    assert (status(oak.pool_id).remaining, status(ash.pool_id).remaining) == (0, 2)
    assert "order_lapsed" in {line.kind for line in inbox(Viewer(fan_id=order.fan_id))}


def test_what_is_paid_is_kept_for_good(house, offers):
    order = ordered(house, offers[0])
    ask_due(order=order, position=0, provider="sandbox", at=NOON + 29 * MINUTE)
    assert (kept_until(order), held(offers[0].pool_id).confirmed) == (None, 1)
    swept(NOON + 30 * DAY)
    assert state(order) == "paid"


def test_a_transfer_has_days_from_when_it_was_chosen_and_never_less(house, offers):
    set_keeping(card_minutes=15, transfer_days=3, by=house.member, at=NOON)
    order = ordered(house, offers[0])
    assert kept_until(order) == NOON + 15 * MINUTE
    ask_due(order=order, position=0, provider="transfer", at=NOON + 10 * MINUTE)
    assert kept_until(order) == NOON + 10 * MINUTE + 3 * DAY
    set_keeping(card_minutes=5, transfer_days=1, by=house.member, at=NOON)
    keep_for(order=order, provider="playcard", at=NOON + 11 * MINUTE)
    assert kept_until(order) == NOON + 10 * MINUTE + 3 * DAY
    set_keeping(card_minutes=5, transfer_days=3, by=house.member, at=NOON)
    keep_for(order=order, provider="transfer", at=NOON + 3 * DAY)
    assert kept_until(order) == NOON + 4 * DAY
    swept(NOON + 4 * DAY)
    assert (state(order), status(offers[0].pool_id).remaining) == ("cancelled", 2)


def test_who_is_on_the_way_to_the_card_page_gets_ten_minutes_but_not_for_ever(house, offers):
    order = ordered(house, offers[0])
    for after, kept in ((5, 30), (25, 35), (34, 44), (43, 53), (52, 60), (59, 60)):
        keep_for(order=order, provider="playcard", at=NOON + after * MINUTE)
        assert kept_until(order) == NOON + kept * MINUTE
    with pytest.raises(Refused, match="time to pay is over"):
        keep_for(order=order, provider="playcard", at=NOON + 60 * MINUTE)
    swept(NOON + 60 * MINUTE)
    with pytest.raises(Refused):
        ask_due(order=order, position=0, provider="sandbox", at=NOON + 61 * MINUTE)


def test_money_for_pieces_that_went_back_goes_back(house, offers):
    order = ordered(house, offers[0])
    ask_due(order=order, position=0, provider="transfer", at=NOON)
    about = f"orders.order:{order.id}"
    (asked,) = money.payments([about])[about]
    sweep(at=NOON + 8 * DAY)  # the order has not heard of it yet when the money is seen
    record_transfer(payment=asked.payment.id, by=house.member, at=NOON + 8 * DAY)
    enter_paid_states(orders=[order.id], at=NOON + 8 * DAY)
    assert (state(order), status(offers[0].pool_id).remaining) == ("cancelled", 2)
    assert queries.order(order.number, viewer=SYSTEM).owed_back
    assert not money.dues([about])[about] or not queries.order(order.number, viewer=SYSTEM).next_due


def test_what_the_line_offered_is_kept_for_who_pays_and_goes_on_to_the_next(house, offers):
    oak, _ash = offers
    first = [ordered(house, oak), ordered(house, oak)]
    one, two = fan(), fan()
    for who in (one, two):
        wait(offer=oak, fan=who, quantity=1, at=NOON)
    for each in first:
        cancel(order=each, by=None, at=NOON)
    mine = ShelfWait.objects.get(fan=one)
    order = take(wait=mine, fan=one, at=NOON + DAY - MINUTE)
    assert kept_until(order) == NOON + DAY + 29 * MINUTE
    third = fan()
    wait(offer=oak, fan=third, quantity=1, at=NOON + DAY)
    swept(NOON + DAY + 30 * MINUTE)
    assert Order.objects.filter(fan=one).count() == 1
    assert state(order) == "cancelled"
    assert ShelfWait.objects.get(fan=third).claim is not None
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(("minutes", "days"), [(4, 7), (1_441, 7), (30, 0), (30, 15)])
def test_nobody_publishes_a_time_that_is_none(house, minutes, days):
    with pytest.raises(Refused):
        set_keeping(card_minutes=minutes, transfer_days=days, by=house.member, at=NOON)
