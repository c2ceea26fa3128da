"""Orders that are paid, units on the shelf: what tests of the way to the door stand on."""

from datetime import timedelta

from fanloop.foundation import bus
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.orders.queries.logistics import way
from fanloop.things.devices.actions import born_next
from tests.selling.world import NOON, fan

LATER = NOON + timedelta(hours=6)
BERLIN = {"name": "Mira K", "street": "Torstr. 1", "postcode": "10115", "city": "Berlin"}


def paid_order(house, *, offer=0, quantity=1, who=None, key="", at=LATER):
    """An order whose deposit and balance have come, with an address."""
    who = who or fan()
    order = preorder(
        offer=house.offers[offer],
        fan=who,
        quantity=quantity,
        at=at,
        key=key or f"k{who.id}",
        provider="sandbox",
    )
    orders.ask_due(order=order, position=1, provider="sandbox", at=at)
    bus.drain()
    orders.set_address(order=order, kind="delivery", country="DE", values=BERLIN, by=who, at=at)
    return queries.by_id(order.id)


def units(variant, count, *, at=LATER):
    return born_next(prefix=variant.sku, count=count, variant=variant, at=at, by=None, batch="first")


def serials_of(rows):
    return [row.serial for row in rows]


def sent(house, *, quantity=1, at=LATER, offer=0):
    """A delivered order with its units, all in one box."""
    order = paid_order(house, quantity=quantity, at=at, offer=offer)
    made = units(house.offers[offer].variant, quantity, at=at)
    orders.allocate(by=house.member, at=at)
    orders.pick(orders=[order.id], by=house.member, at=at)
    box = orders.ship(
        order=order, carrier="post", tracking=f"T{order.id}", serials=serials_of(made), by=house.member, at=at
    )
    orders.deliver(shipment=box, by=house.member, at=at)
    bus.drain()
    return order, way(order)


def state(order):
    return queries.present_states([order.id])[order.id]
