"""Stepping out of an order until its first piece is picked."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.entering import enter, locked_state, tell
from fanloop.selling.orders.actions.holding import end, look_at_cards, look_at_doors, settle
from fanloop.selling.orders.facts import OrderCancelled
from fanloop.selling.orders.models import Address, HeldBack, Order, OrderLine, Pick, Replacement, Shipment
from fanloop.selling.orders.queries.late import behind, holding
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.states import may_cancel
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.selling.stock.actions import release

PATIENCE = timedelta(days=14)
"""How long a place is kept for a deposit that has not come, and for a balance after its day: a slow bank and two weekends."""
LAST_WORD = timedelta(days=4)
"""Nobody loses a place sooner than this after the last letter, however late it went."""
_SAID = 300


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
    settle(orders=[order.id], at=at)
    _look_where_it_went(order, at)
    payments.withdraw_asked(abouts=[ref(order)], at=at)
    payments.give_back(abouts=[ref(order)], at=at)
    bus.publish(
        OrderCancelled(f"orders.book:{order.book_id}", ref(order), sum(line.quantity for line in lines)),
        at=at,
    )
    if notice:
        tell([order.id], notice, at=at)


@transaction.atomic
def call_off(*, order: Order, words: str, by: Member, at: datetime) -> None:
    """Somebody has looked at what holds an order back, and it does not go: cancelled, all of its money back, its fan told why.

    Called off again, nothing happens. Raises Refused without words, and where nothing holds it back.
    """
    if not words.strip():
        raise Refused(_("Say why. The fan reads it."))
    state = locked_state(order)
    rows = list(HeldBack.objects.filter(order=order, ended_at=None).order_by("id"))
    if not rows:
        if state == "cancelled":
            return
        raise Refused(_("Order %(number)s waits for nobody.") % {"number": order.number})
    for row in rows:
        end(row, "called_off", words=words, by=by, at=at)
    cancel(order=order, by=by.fan, at=at, why=words.strip(), notice="")
    if not order.replay:
        notify(
            [order.fan_id], kind="order_called_off", about=ref(order), at=at, key_prefix=f"order_called_off:{order.id}",
            data={"number": order.number, "by": by.name, "because": words.strip()[:_SAID]},
        )  # fmt: skip


def _look_where_it_went(order: Order, at: datetime) -> None:
    """At its door there is room again, and on its card."""
    look_at_cards(orders=[order.id], at=at)
    if near := list(Address.objects.filter(order=order, kind="delivery")):
        look_at_doors(book=order.book, near=near, also=[order.id], at=at)


def release_unpaid(*, at: datetime) -> int:
    """Give back the places of orders whose deposit has not come in time; return how many orders that were.

    Each in a transaction of its own, so that one which was paid this moment does not hold up the others.
    """
    late = holding(before=at - PATIENCE)
    for order in late:
        _release_one(order, at)
    return len(late)


@transaction.atomic
def _release_one(order: Order, at: datetime) -> None:
    """Look again under the lock: money may have come since the list was read."""
    locked_state(order)
    if not money.paid([ref(order)])[ref(order)]:
        cancel(order=order, by=None, at=at, why=gettext_noop("the deposit has not come in time"))


def end_behind(*, at: datetime) -> int:
    """End orders that stay behind with their plan, by the published rule: fourteen days after the day of a part, once
    the last letter has been out for four. What was paid goes back. Returns how many orders that were.
    """
    late = _behind(at)
    return sum(_end_one(order, at) for order in late)


@transaction.atomic
def _end_one(order: Order, at: datetime) -> bool:
    """Look again under the lock: money may have come since the list was read."""
    locked_state(order)
    is_behind = bool(_behind(at, [order.id]))
    if is_behind:
        why = gettext_noop("what was due has not come in time")
        cancel(order=order, by=None, at=at, why=why, notice="order_ended_unpaid")
    return is_behind


def _behind(at: datetime, orders: Collection[int] | None = None) -> list[Order]:
    return behind(due_before=(at - PATIENCE).date(), told_before=at - LAST_WORD, orders=orders)
