"""Waiting for the shelf: in order, held for a day, inside every limit; and rules who may order from it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from fanloop.foundation import bus
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.orders import queries
from fanloop.selling.orders.actions import Refused, cancel
from fanloop.selling.orders.actions.carts import LinesRefused, order_cart
from fanloop.selling.orders.actions.shelf import put_on_shelf, set_shelf_rule, stock_up
from fanloop.selling.orders.actions.shelf_line import forget_person, leave, take, wait
from fanloop.selling.orders.models import Order, ShelfWait
from fanloop.selling.orders.queries.shelf_line import places, standing
from fanloop.selling.stock.actions import sweep
from fanloop.selling.stock.models import Claim, Pool
from fanloop.selling.stock.queries import status
from tests.selling.orders.shelf import filled, shelf
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def house():
    return shop()


@pytest.fixture
def gone(house):
    """An offer of which the last two pieces were ordered; the order can be cancelled."""
    oak, _ash = shelf(house, oak=2, limit=2)
    who = fan()
    order = order_cart(cart=filled(house.eu, who, (oak, 2)), fan=who, at=NOON)
    return oak, order


def kinds(who):
    return [line.kind for line in inbox(Viewer(fan_id=who.id)) if line.kind.startswith("shelf_")]


def own(who):
    return ShelfWait.objects.filter(fan=who).latest("id")


def test_what_comes_back_goes_to_the_first_in_line_and_is_ordered_at_the_shelfs_price(gone, house):
    oak, order = gone
    first, second = fan(), fan()
    for who in (first, second):
        assert wait(offer=oak, fan=who, quantity=1, at=NOON) == wait(offer=oak, fan=who, quantity=2, at=NOON)
    assert [places([oak], who.id)[oak.id].number for who in (first, second)] == [1, 2]
    cancel(order=order, by=None, at=NOON)
    assert (kinds(first), kinds(second), status(oak.pool_id).remaining) == (
        ["shelf_offered"],
        ["shelf_offered"],
        0,
    )
    dearer = put_on_shelf(
        variant=house.oak, market=house.eu, pool=oak.pool, unit_minor=13_900, limit=2, by=None, at=NOON
    )
    assert dearer.id != oak.id
    placed = [take(wait=own(first), fan=first, at=NOON) for _ in range(2)]
    assert placed[0] == placed[1]
    sheet = queries.order(placed[0].number, viewer=SYSTEM)
    assert (sheet.order.fan, sheet.total.minor, sheet.quantity) == (first, 13_900 + 490, 1)


def test_a_day_passes_and_the_piece_goes_on(gone):
    oak, order = gone
    first, second, third = fan(), fan(), fan()
    wait(offer=oak, fan=first, quantity=2, at=NOON)
    for who in (second, third):
        wait(offer=oak, fan=who, quantity=1, at=NOON)
    cancel(order=order, by=None, at=NOON)
    sweep(at=NOON + DAY)
    assert (own(first).how, kinds(first)[0]) == ("passed", "shelf_passed")
    with pytest.raises(Refused, match="Nothing is held"):
        take(wait=own(first), fan=first, at=NOON + DAY)
    assert leave(wait=own(second), fan=second, at=NOON + DAY) == "declined"
    assert status(oak.pool_id).remaining == 1
    assert take(wait=own(third), fan=third, at=NOON + DAY)


def test_new_pieces_are_for_those_who_wait_before_anybody_else(gone, house):
    oak, _order = gone
    mira = fan()
    wait(offer=oak, fan=mira, quantity=2, at=NOON)
    stock_up(variant=house.oak, pieces=3, at=NOON)
    assert (status(oak.pool_id).remaining, own(mira).claim.quantity) == (1, 2)
    with pytest.raises(LinesRefused, match="you can take 0 more"):
        order_cart(cart=filled(house.eu, mira, (oak, 1)), fan=mira, at=NOON)


def test_nobody_waits_for_what_is_there_or_for_more_than_a_person_may_have(gone, house):
    oak, order = gone
    holder = order.fan
    for who, quantity, why in (
        (fan(), 3, "you can wait for 2"),
        (holder, 1, "you can wait for 0"),
        (fan(), 0, "wait for"),
    ):
        with pytest.raises(Refused, match=why):
            wait(offer=oak, fan=who, quantity=quantity, at=NOON)
    stock_up(variant=house.oak, pieces=1, at=NOON)
    with pytest.raises(Refused, match="nobody has to wait"):
        wait(offer=oak, fan=fan(), quantity=1, at=NOON)


def test_nobody_takes_or_leaves_what_is_somebody_elses(gone):
    oak, order = gone
    mira, nosy = fan(), fan()
    wait(offer=oak, fan=mira, quantity=1, at=NOON)
    cancel(order=order, by=None, at=NOON)
    for act in (take, leave):
        with pytest.raises(Refused):
            act(wait=own(mira), fan=nosy, at=NOON)
    assert own(mira).ended_at is None


def test_who_leaves_the_house_leaves_the_line_and_what_was_held_goes_on(gone):
    oak, order = gone
    mira, next_one = fan(), fan()
    wait(offer=oak, fan=mira, quantity=2, at=NOON)
    wait(offer=oak, fan=next_one, quantity=1, at=NOON)
    cancel(order=order, by=None, at=NOON)
    forget_person(fan_id=mira.id, at=NOON)
    assert standing(mira.id) == []
    assert own(next_one).claim_id


def test_a_rule_decides_who_orders_from_the_shelf_and_who_may_wait(house):
    bus.drain()
    oak, ash = shelf(house, oak=1)
    mira = fan()
    set_shelf_rule(variant=house.oak, who={"backed": True}, by=house.member, at=NOON)
    with pytest.raises(LinesRefused, match=r"Oak: .* ordered from us before"):
        order_cart(cart=filled(house.eu, mira, (oak, 1)), fan=mira, at=NOON)
    assert not Claim.objects.exists()
    other = fan()
    assert order_cart(cart=filled(house.eu, other, (ash, 1)), fan=other, at=NOON)
    with pytest.raises(Refused):
        set_shelf_rule(variant=house.oak, who={"shoe": 42}, by=house.member, at=NOON)
    set_shelf_rule(variant=house.oak, who={}, by=house.member, at=NOON)
    assert order_cart(cart=filled(house.eu, third := fan(), (oak, 1)), fan=third, at=NOON)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_taking_and_leaving_at_once_ends_as_one_of_the_two(house):
    oak, _ash = shelf(house, oak=1, limit=1)
    for nth in range(20):
        holder, mira = fan(), fan()
        order = order_cart(cart=filled(house.eu, holder, (oak, 1)), fan=holder, at=NOON)
        waiting = wait(offer=oak, fan=mira, quantity=1, at=NOON)
        cancel(order=order, by=None, at=NOON)
        begin = threading.Barrier(2)

        def act(do, row=waiting, who=mira, begin=begin):
            try:
                begin.wait()
                do(wait=row, fan=who, at=NOON)
            except Refused:
                pass
            finally:
                connection.close()

        threads = [threading.Thread(target=act, args=(each,)) for each in (take, leave)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        how, placed = own(mira).how, Order.objects.filter(fan=mira)
        assert how == ("taken" if placed else "declined"), nth
        assert Pool.objects.get(id=oak.pool_id).remaining == (0 if placed else 1)
        for row in placed:
            cancel(order=row, by=None, at=NOON)
