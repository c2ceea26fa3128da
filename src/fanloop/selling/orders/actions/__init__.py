"""Every write of orders. Orders are made in sets from confirmed claims; money and stock lie below."""

from fanloop.selling.orders.actions.addresses import (
    forget_person,
    set_address,
    set_gift,
    unset_gift,
)
from fanloop.selling.orders.actions.leaving import cancel, release_unpaid
from fanloop.selling.orders.actions.paying import ask_due, ask_set, enter_paid_states
from fanloop.selling.orders.actions.placing import Draft, DraftLine, Written, open_book, place_orders
from fanloop.selling.orders.rules.refusals import AddressRefused, Refused

__all__ = [
    "AddressRefused",
    "Draft",
    "DraftLine",
    "Refused",
    "Written",
    "ask_due",
    "ask_set",
    "cancel",
    "enter_paid_states",
    "forget_person",
    "open_book",
    "place_orders",
    "release_unpaid",
    "set_address",
    "set_gift",
    "unset_gift",
]
