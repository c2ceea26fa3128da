"""A shelf with a few lamps on it, and carts over it: what tests of the shop stand on."""

import secrets

from fanloop.foundation import bus
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.orders.actions.carts import open_cart, order_cart, put_in
from fanloop.selling.orders.actions.shelf import price_shipping, put_on_shelf, stock_up
from tests.selling.orders.way import BERLIN, LATER
from tests.selling.world import NOON, fan


def shelf(house, *, oak=5, ash=5, limit=5, price=12_900):
    """Oak and ash on the European shelf; sending costs 4.90 below 200."""
    pools = {
        variant: stock_up(variant=variant, pieces=pieces, at=NOON)
        for variant, pieces in ((house.oak, oak), (house.ash, ash))
    }
    price_shipping(market=house.eu, minor=490, free_from_minor=20_000, by=house.member, at=NOON)
    return [
        put_on_shelf(
            variant=variant, market=house.eu, pool=pool, unit_minor=price, limit=limit, by=house.member, at=NOON
        )
        for variant, pool in pools.items()
    ]  # fmt: skip


def filled(market, who, *lines, token=""):
    """A cart with (offer, pieces) in it."""
    cart = open_cart(market=market, fan=who, token=token, at=NOON)
    for offer, pieces in lines:
        put_in(cart=cart, offer=offer, pieces=pieces, key=secrets.token_hex(8), at=NOON)
    return cart


def bought(house, offer, pieces=1):
    """A paid order from the shelf with its address; below 200 sending it costs 4.90."""
    who = fan()
    order = order_cart(cart=filled(house.eu, who, (offer, pieces)), fan=who, at=LATER)
    orders.ask_due(order=order, position=0, provider="sandbox", at=LATER)
    bus.drain()
    orders.set_address(order=order, kind="delivery", country="DE", values=BERLIN, by=who, at=LATER)
    return queries.by_id(order.id)
