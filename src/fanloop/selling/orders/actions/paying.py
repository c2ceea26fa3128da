"""Money for an order: asked row by row of its plan, and what has come lets the order go on."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.money import Instalment
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import pseudonyms
from fanloop.selling.orders.actions.entering import enter, locked_state, tell
from fanloop.selling.orders.actions.keeping import keep_for, own_paid
from fanloop.selling.orders.models import Order
from fanloop.selling.orders.queries import next_due, present_states
from fanloop.selling.orders.queries.paid import is_payable
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.states import State, after_payment
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money


@transaction.atomic(savepoint=False)
def ask_set(*, orders: Mapping[int, tuple[int, str, Instalment]], provider: str, at: datetime) -> list[int]:
    """Ask for the first instalment of a set of fresh orders: order id → (fan id, currency, instalment).

    Returns payment ids. Called again it finds what was asked before.
    """
    codes = pseudonyms({fan_id for fan_id, _currency, _part in orders.values()})
    asks = [
        payments.Ask(
            f"orders.order:{id_}", part.kind, provider, part.minor, currency, codes[fan], f"order:{id_}:0:0"
        )
        for id_, (fan, currency, part) in orders.items()
    ]
    return list(payments.ask_payments(asks=asks, at=at).values())


@transaction.atomic
def ask_due(*, order: Order, position: int, provider: str, at: datetime) -> int | None:
    """Ask for the row `position` of the plan through `provider` and start it. Returns the payment.

    The row is named, so that a form sent twice does not pay the balance after the deposit: a row that is
    covered already is asked no more, and None is returned. What was asked through another provider and has
    not come is withdrawn, so that nobody pays twice. Raises Refused when the order is over, or when an
    earlier row is still to be paid.
    """
    state = locked_state(order)
    if not is_payable(order, state):
        raise Refused(_("Nothing is to be paid for order %(number)s now.") % {"number": order.number})
    about = ref(order)
    due = next_due(money.dues([about])[about], money.paid([about])[about])
    if due is None or position < due.position:
        return None
    if position > due.position:
        raise Refused(_("Pay what is due first."))
    keep_for(order=order, provider=provider, at=at)
    payment = _ask(order, due, money.missing_of([about])[about], provider, at)
    enter_paid_states(orders=[order.id], at=at)  # what was paid in this moment shows on the next page
    return payment


def _ask(order: Order, due: money.Due, minor: int, provider: str, at: datetime) -> int:
    """The open payment of this row by this way, or a fresh one with the next attempt's key.

    Asked is what is still missing of the row: a gift card or an earlier transfer may have paid a part.
    """
    about, stem = ref(order), f"order:{order.id}:{due.position}:"
    tried = [each for each in money.payments([about])[about] if each.payment.key.startswith(stem)]
    open_ = [each for each in tried if each.state == "asked"]
    came = money.sums_of([each.payment.id for each in open_])
    for each in open_:
        row = each.payment
        if row.provider == provider and row.minor - came[row.id].received == minor:
            return _start(each.payment.id, at)
    if open_:
        payments.withdraw_asked(abouts=[about], at=at)
    key = f"{stem}{len(tried)}"
    party = pseudonyms([order.fan_id])[order.fan_id]
    ask = payments.Ask(about, due.kind, provider, minor, due.currency, party, key)
    return _start(payments.ask_payments(asks=[ask], at=at)[key], at)


@transaction.atomic(savepoint=False)
def enter_paid_states(*, orders: Collection[int], at: datetime) -> int:
    """Look at what has come for these orders and let them enter the states it pays for.

    From the shelf, what is paid becomes its fan's own; where the pieces have gone back before, the order is over.
    """
    states = present_states(orders)
    standing = money.standing({f"orders.order:{id_}" for id_ in states})
    reached: dict[State, list[int]] = {}
    for id_, state in states.items():
        plan = standing[f"orders.order:{id_}"]
        for each in after_payment(state, paid=plan.paid, deposit=plan.deposit, total=plan.total):
            reached.setdefault(each, []).append(id_)
    late = own_paid(order_ids=reached["paid"], at=at) if "paid" in reached else frozenset()
    for each, every in reached.items():
        ids = [id_ for id_ in every if id_ not in late]
        enter(ids, each, at=at)
        tell(ids, "deposit_received" if each == "deposit_paid" else "order_paid", at=at)
    return sum(len(ids) for ids in reached.values())


def _start(payment: int, at: datetime) -> int:
    payments.start(payment=payment, at=at)
    return payment
