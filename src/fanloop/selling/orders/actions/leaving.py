"""Stepping out of an order until its first piece is picked."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan
from fanloop.selling.orders.actions.entering import enter, locked_state, tell
from fanloop.selling.orders.facts import OrderCancelled
from fanloop.selling.orders.models import Order, OrderLine, Pick, Replacement, Shipment
from fanloop.selling.orders.queries import unpaid
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.states import may_cancel
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.selling.stock.actions import release

PATIENCE = timedelta(days=14)
"""How long a place is kept for a deposit that has not come: a slow bank and two weekends."""


@transaction.atomic
def cancel(
    *,
    order: Order,
    by: Fan | None,
    at: datetime,
    why: str = "",
    notice: str = "order_cancelled",
    slipped: bool = False,
) -> None:
    """Step out: the claim is free again, what was asked is asked no more, in the same transaction.

    The fan hears of it by `notice`, and nothing when it is empty. Cancelled again, nothing happens. Raises Refused once its first piece
    is picked; where the promise has `slipped`, once the first box has left.
    """
    state = locked_state(order)
    if state == "cancelled":
        return
    late = slipped and not Shipment.objects.filter(order=order).exists()
    if not may_cancel(state, picked=Pick.objects.filter(line__order=order).count(), slipped=late):
        raise Refused(
            _("Order %(number)s is packed. Send it back when it is with you.") % {"number": order.number}
        )
    lines = list(OrderLine.objects.filter(order=order))
    enter([order.id], "cancelled", by=by, at=at, why=why)
    if not Replacement.objects.filter(
        order=order
    ).exists():  # the claim is that of the order it stands in for
        release(claims=[line.claim_id for line in lines], at=at, why=f"order {order.number} cancelled")
    payments.withdraw_asked(abouts=[ref(order)], at=at)
    payments.give_back(abouts=[ref(order)], at=at)
    bus.publish(
        OrderCancelled(f"orders.book:{order.book_id}", ref(order), sum(line.quantity for line in lines)),
        at=at,
    )
    if notice:
        tell([order.id], notice, at=at)


def release_unpaid(*, at: datetime) -> int:
    """Give back the places of orders whose deposit has not come in time; return how many orders that were.

    Each in a transaction of its own, so that one which was paid this moment does not hold up the others.
    """
    late = unpaid(before=at - PATIENCE)
    for order in late:
        _release_one(order, at)
    return len(late)


@transaction.atomic
def _release_one(order: Order, at: datetime) -> None:
    """Look again under the lock: money may have come since the list was read."""
    locked_state(order)
    if not money.paid([ref(order)])[ref(order)]:
        cancel(order=order, by=None, at=at, why=gettext_noop("the deposit has not come in time"))
