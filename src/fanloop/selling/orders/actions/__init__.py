"""Every write of orders. Orders are made in sets from confirmed claims; money and stock lie below."""

from fanloop.selling.orders.actions.addresses import (
    forget_person,
    readdress,
    set_address,
    set_gift,
    unset_gift,
)
from fanloop.selling.orders.actions.channels import (
    agree_price,
    open_channel,
    place_channel_orders,
)
from fanloop.selling.orders.actions.handling import Kept, allocate, pick
from fanloop.selling.orders.actions.holding import Shared, hold_back, let_through, settle
from fanloop.selling.orders.actions.leaving import call_off, cancel, end_behind, release_unpaid
from fanloop.selling.orders.actions.paying import ask_due, ask_set, enter_paid_states
from fanloop.selling.orders.actions.placing import Draft, DraftLine, Written, open_book, place_orders
from fanloop.selling.orders.actions.refunding import note_refunded, send_back
from fanloop.selling.orders.actions.replacing import end_case, open_case, replace
from fanloop.selling.orders.actions.returning import Finding, inspect_return, open_return
from fanloop.selling.orders.actions.sending import (
    Leaving,
    deliver,
    ship,
    ship_set,
    tell_carrier,
    weigh,
)
from fanloop.selling.orders.rules.refusals import AddressRefused, Refused

__all__ = [
    "AddressRefused",
    "Draft",
    "DraftLine",
    "Finding",
    "Kept",
    "Leaving",
    "Refused",
    "Shared",
    "Written",
    "agree_price",
    "allocate",
    "ask_due",
    "ask_set",
    "call_off",
    "cancel",
    "deliver",
    "end_behind",
    "end_case",
    "enter_paid_states",
    "forget_person",
    "hold_back",
    "inspect_return",
    "let_through",
    "note_refunded",
    "open_book",
    "open_case",
    "open_channel",
    "open_return",
    "pick",
    "place_channel_orders",
    "place_orders",
    "readdress",
    "release_unpaid",
    "replace",
    "send_back",
    "set_address",
    "set_gift",
    "settle",
    "ship",
    "ship_set",
    "tell_carrier",
    "unset_gift",
    "weigh",
]
