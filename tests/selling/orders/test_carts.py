"""Ordering from the shelf: everything or nothing, once, at the price that was shown; many at once never oversell."""

import threading
from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from fanloop.foundation.viewer import SYSTEM
from fanloop.people.markets.actions import plan_tax
from fanloop.selling.orders import queries
from fanloop.selling.orders.actions import Refused, cancel
from fanloop.selling.orders.actions.carts import (
    LinesRefused,
    forget_carts,
    open_cart,
    order_cart,
    put_in,
    set_pieces,
    take_over,
)
from fanloop.selling.orders.actions.shelf import put_on_shelf, stock_up
from fanloop.selling.orders.models import Cart, Order, OrderLine
from fanloop.selling.orders.queries.carts import pieces_of, raw_of, shipping_of, shown
from fanloop.selling.stock.models import Claim, Pool
from fanloop.selling.stock.queries import status
from tests.selling.orders.shelf import filled, shelf
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return shop()


def test_a_cart_becomes_one_order_with_its_lines_shipping_and_tax(house):
    oak, ash = shelf(house)
    mira = fan()
    cart = filled(house.eu, mira, (oak, 1))
    page = shown(cart, market=house.eu, at=NOON)
    assert (page.goods.minor, page.shipping.minor, page.total.minor) == (12_900, 490, 13_390)
    assert page.tax.minor == 2_060 + 78
    put_in(cart=cart, offer=ash, pieces=2, key="more", at=NOON)
    order = order_cart(cart=cart, fan=mira, at=NOON)
    sheet = queries.order(order.number, viewer=SYSTEM)
    assert order.number == "SHOP-00001"
    assert [(line.variant.sku, line.quantity) for line in sheet.lines] == [("DAWN2-OAK", 1), ("DAWN2-ASH", 2)]
    assert (sheet.total.minor, sheet.shipping.minor, shipping_of(order.id)) == (38_700, 0, None)
    assert [due.minor for due in sheet.dues] == [38_700]
    assert status(oak.pool_id).remaining == 4
    assert status(ash.pool_id).remaining == 3


def test_ordered_twice_it_is_one_order(house):
    oak, _ash = shelf(house)
    mira = fan()
    cart = filled(house.eu, mira, (oak, 1))
    first = order_cart(cart=cart, fan=mira, at=NOON)
    assert order_cart(cart=cart, fan=mira, at=NOON) == first
    assert status(oak.pool_id).remaining == 4
    sheet = queries.order(first.number, viewer=SYSTEM)
    assert (sheet.shipping.minor, sheet.tax.minor) == (490, 2_060 + 78)
    assert open_cart(market=house.eu, fan=mira, token="", at=NOON) != cart


def test_when_one_line_cannot_be_had_nothing_is_ordered_and_it_is_named(house):
    oak, ash = shelf(house, ash=1)
    mira = fan()
    cart = filled(house.eu, mira, (oak, 2), (ash, 2))
    with pytest.raises(LinesRefused) as refused:
        order_cart(cart=cart, fan=mira, at=NOON)
    assert list(refused.value.lines) == [ash.id]
    assert "Ash" in refused.value.lines[ash.id]
    assert not Order.objects.exists()
    assert not Claim.objects.exists()
    assert status(oak.pool_id).remaining == 5


def test_lines_that_draw_on_one_pool_are_summed(house):
    pool = stock_up(variant=house.oak, pieces=3, at=NOON)
    offers = [
        put_on_shelf(variant=each, market=house.eu, pool=pool, unit_minor=100, limit=9, by=None, at=NOON)
        for each in (house.oak, house.ash)
    ]
    mira = fan()
    cart = filled(house.eu, mira, *((each, 2) for each in offers))
    with pytest.raises(LinesRefused) as refused:
        order_cart(cart=cart, fan=mira, at=NOON)
    assert list(refused.value.lines) == [offers[1].id]
    assert status(pool.id).remaining == 3
    set_pieces(cart=cart, offer_id=offers[1].id, pieces=1, version=raw_of(cart, offers[1].id)[1], at=NOON)
    order_cart(cart=cart, fan=mira, at=NOON)
    assert status(pool.id).remaining == 0


def test_a_persons_limit_counts_over_orders_and_comes_free_by_cancelling(house):
    oak, _ash = shelf(house, limit=2)
    mira = fan()
    first = order_cart(cart=filled(house.eu, mira, (oak, 2)), fan=mira, at=NOON)
    second = filled(house.eu, mira, (oak, 1))
    with pytest.raises(LinesRefused, match="you can take 0 more"):
        order_cart(cart=second, fan=mira, at=NOON)
    cancel(order=first, by=mira, at=NOON)
    assert order_cart(cart=second, fan=mira, at=NOON)


def test_an_order_is_taxed_by_the_rate_of_its_day(house):
    oak, _ash = shelf(house)
    mira, later = fan(), NOON + timedelta(days=40)
    plan_tax(market=house.eu, tax_rate_bp=700, valid_from=later.date(), at=NOON)
    before = order_cart(cart=filled(house.eu, mira, (oak, 1)), fan=mira, at=NOON)
    after = order_cart(cart=filled(house.eu, mira, (oak, 1)), fan=mira, at=later)
    rates = [OrderLine.objects.get(order=each).tax_rate_bp for each in (before, after)]
    assert rates == [1900, 700]
    assert shipping_of(after.id).tax_rate_bp == 700


def test_a_price_that_moved_is_never_paid_unseen(house):
    oak, _ash = shelf(house)
    mira = fan()
    cart = filled(house.eu, mira, (oak, 1))
    new = put_on_shelf(
        variant=house.oak, market=house.eu, pool=oak.pool, unit_minor=14_900, limit=5, by=None, at=NOON
    )
    with pytest.raises(LinesRefused, match="not on the shelf at this price"):
        order_cart(cart=cart, fan=mira, at=NOON)
    put_in(cart=cart, offer=new, pieces=1, key="new", at=NOON)
    set_pieces(cart=cart, offer_id=oak.id, pieces=0, version=raw_of(cart, oak.id)[1], at=NOON)
    assert order_cart(cart=cart, fan=mira, at=NOON).total_minor == 14_900 + 490


def test_the_nameless_cart_joins_the_fans_own(house):
    oak, ash = shelf(house)
    mira = fan()
    own = filled(house.eu, mira, (oak, 1))
    nameless = filled(house.eu, None, (oak, 2), (ash, 1))
    take_over(token=nameless.token, fan=mira, at=NOON)
    take_over(token=nameless.token, fan=mira, at=NOON)
    assert pieces_of(own) == {oak.id: 3, ash.id: 1}
    with pytest.raises(Refused):
        put_in(cart=nameless, offer=oak, pieces=1, key="late", at=NOON)


def test_a_click_sent_twice_counts_once_and_an_old_page_undoes_nothing(house):
    oak, _ash = shelf(house)
    cart = open_cart(market=house.eu, fan=fan(), token="", at=NOON)
    assert put_in(cart=cart, offer=oak, pieces=2, key="once", at=NOON)
    assert not put_in(cart=cart, offer=oak, pieces=2, key="once", at=NOON)
    seen = raw_of(cart, oak.id)[1]
    assert set_pieces(cart=cart, offer_id=oak.id, pieces=4, version=seen, at=NOON)
    with pytest.raises(Refused, match="elsewhere"):
        set_pieces(cart=cart, offer_id=oak.id, pieces=1, version=seen, at=NOON)
    assert pieces_of(cart) == {oak.id: 4}


def test_nobody_orders_the_cart_of_somebody_else(house):
    oak, _ash = shelf(house)
    cart = filled(house.eu, fan(), (oak, 1))
    with pytest.raises(Refused):
        order_cart(cart=cart, fan=fan(), at=NOON)


def test_nameless_carts_are_forgotten(house):
    oak, _ash = shelf(house)
    kept = filled(house.eu, fan(), (oak, 1))
    filled(house.eu, None, (oak, 1))
    assert forget_carts(at=NOON + timedelta(days=61)) == 1
    assert list(Cart.objects.all()) == [kept]


def test_more_is_never_taken_down_than_is_free(house):
    oak, _ash = shelf(house, oak=2)
    mira = fan()
    order_cart(cart=filled(house.eu, mira, (oak, 1)), fan=mira, at=NOON)
    with pytest.raises(Refused):
        stock_up(variant=house.oak, pieces=-2, at=NOON)
    assert stock_up(variant=house.oak, pieces=3, at=NOON).remaining == 4


@pytest.mark.django_db(transaction=True)
def test_carts_ordered_at_once_over_several_pools_never_oversell_and_never_lock_each_other_out():
    house = shop()
    offers = shelf(house, oak=7, ash=5, limit=9)
    draw, people = Random(5), [fan() for _ in range(10)]
    carts = [
        (who, filled(house.eu, who, *((each, draw.choice([1, 1, 2])) for each in draw.sample(offers, 2))))
        for who in people
    ]
    done, problems, gate = [], [], threading.Barrier(len(carts))

    def work(who, cart):
        try:
            gate.wait()
            done.append(order_cart(cart=cart, fan=who, at=NOON))
        except LinesRefused:
            pass
        except Exception as problem:  # noqa: BLE001 -- a deadlock would be one
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=each) for each in carts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert problems == []
    assert done
    for offer in offers:
        row = Pool.objects.get(id=offer.pool_id)
        sold = sum(OrderLine.objects.filter(variant=offer.variant).values_list("quantity", flat=True))
        assert row.remaining == row.total - sold >= 0
    assert OrderLine.objects.count() == 2 * len(done)
    assert sorted(order.number for order in done) == [f"SHOP-{n:05d}" for n in range(1, len(done) + 1)]
