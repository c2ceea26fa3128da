"""Every write of orders. Orders are made in sets from confirmed claims; money and stock lie below."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import bus, trail
from fanloop.foundation.money import Instalment
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan, pseudonyms
from fanloop.selling.orders.facts import OrderCancelled, OrdersPlaced
from fanloop.selling.orders.models import Book, Order, OrderLine
from fanloop.selling.orders.queries import ids_by_source, next_due, present_states, unpaid
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.states import State, after_payment, may_cancel
from fanloop.selling.orders.rules.totals import Priced, total
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.selling.stock.actions import release

__all__ = [
    "Draft",
    "DraftLine",
    "Refused",
    "ask_due",
    "ask_set",
    "cancel",
    "enter_paid_states",
    "open_book",
    "place_orders",
    "release_unpaid",
]
_BATCH = 2000
PATIENCE = timedelta(days=14)
"""How long a place is kept for a deposit that has not come: a slow bank and two weekends."""


@dataclass(frozen=True)
class DraftLine:
    """`quantity` of a variant at `unit_minor` with the tax inside, resting on a confirmed claim."""

    variant_id: int
    quantity: int
    unit_minor: int
    tax_rate_bp: int
    claim_id: int


@dataclass(frozen=True)
class Draft:
    """An order as somebody above has priced and claimed it; `key` makes placing it twice harmless."""

    key: str
    fan_id: int
    market_id: int
    currency: str
    place: int
    lines: tuple[DraftLine, ...]
    plan: tuple[Instalment, ...]
    replay: bool = False


@dataclass(frozen=True)
class Written:
    """Key → order id of every draft, and how many of them are new."""

    ids: Mapping[str, int]
    fresh: int


@transaction.atomic
def open_book(
    *,
    origin: str,
    code: str,
    name: Mapping[str, str],
    causes: Collection[str],
    at: datetime,
    replay: bool = False,
) -> Book:
    """Open the book of one offer; `causes` are why it is open. Opened again, the first is returned."""
    book, is_new = Book.objects.get_or_create(
        origin=origin, defaults={"code": code, "name": dict(name), "replay": replay, "at": at}
    )
    if is_new:
        trail.because(ref(book), dict.fromkeys(causes), at=at)
    return book


@transaction.atomic(savepoint=False)
def place_orders(*, book: Book, drafts: Sequence[Draft], at: datetime) -> Written:
    """Place a set of orders: one lock, numbers without gaps, one fact. A key placed before keeps its order."""
    locked = Book.objects.select_for_update(no_key=True).get(id=book.id)
    known = ids_by_source([draft.key for draft in drafts])
    fresh = list({draft.key: draft for draft in drafts if draft.key not in known}.values())
    if not fresh:
        return Written(known, 0)
    orders = Order.objects.bulk_create(
        [_order(locked, locked.sequence + place, draft, at) for place, draft in enumerate(fresh, 1)],
        batch_size=_BATCH,
    )
    Book.objects.filter(id=locked.id).update(sequence=locked.sequence + len(fresh))
    _write_lines(orders, fresh)
    _enter([order.id for order in orders], "placed", at=at)
    pairs = list(zip(orders, fresh, strict=True))
    payments.plan_dues(plans=[(ref(order), order.currency, draft.plan) for order, draft in pairs], at=at)
    pieces = sum(line.quantity for draft in fresh for line in draft.lines)
    bus.publish(OrdersPlaced(ref(book), len(orders), pieces, tuple(order.id for order in orders)), at=at)
    return Written(known | {draft.key: order.id for order, draft in pairs}, len(fresh))


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
    state = _locked_state(order)
    if not may_cancel(state):
        raise Refused(_("Nothing is to be paid for order %(number)s now.") % {"number": order.number})
    about = ref(order)
    due = next_due(money.dues([about])[about], money.paid([about])[about])
    if due is None or position < due.position:
        return None
    if position > due.position:
        raise Refused(_("Pay what is due first."))
    payment = _ask(order, due, provider, at)
    enter_paid_states(orders=[order.id], at=at)  # what was paid in this moment shows on the next page
    return payment


def _ask(order: Order, due: money.Due, provider: str, at: datetime) -> int:
    """The open payment of this row by this way, or a fresh one with the next attempt's key."""
    about, stem = ref(order), f"order:{order.id}:{due.position}:"
    tried = [each for each in money.payments([about])[about] if each.payment.key.startswith(stem)]
    open_ = [each for each in tried if each.state == "asked"]
    for each in open_:
        if each.payment.provider == provider:
            return _start(each.payment.id, at)
    if open_:
        payments.withdraw_asked(abouts=[about], at=at)
    key = f"{stem}{len(tried)}"
    party = pseudonyms([order.fan_id])[order.fan_id]
    ask = payments.Ask(about, due.kind, provider, due.minor, due.currency, party, key)
    return _start(payments.ask_payments(asks=[ask], at=at)[key], at)


@transaction.atomic
def cancel(
    *, order: Order, by: Fan | None, at: datetime, why: str = "", notice: str = "order_cancelled"
) -> None:
    """Step out: the claim is free again, what was asked is asked no more, in the same transaction.

    The fan hears of it by `notice`. Cancelled again, nothing happens. Raises Refused once it is packed.
    """
    state = _locked_state(order)
    if state == "cancelled":
        return
    if not may_cancel(state):
        raise Refused(
            _("Order %(number)s is packed. Send it back when it is with you.") % {"number": order.number}
        )
    lines = list(OrderLine.objects.filter(order=order))
    _enter([order.id], "cancelled", by=by, at=at, why=why)
    release(claims=[line.claim_id for line in lines], at=at, why=f"order {order.number} cancelled")
    payments.withdraw_asked(abouts=[ref(order)], at=at)
    payments.give_back(abouts=[ref(order)], at=at)
    bus.publish(
        OrderCancelled(f"orders.book:{order.book_id}", ref(order), sum(line.quantity for line in lines)),
        at=at,
    )
    _tell([order.id], notice, at=at)


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
    _locked_state(order)
    if not money.paid([ref(order)])[ref(order)]:
        cancel(order=order, by=None, at=at, why=gettext_noop("the deposit has not come in time"))


@transaction.atomic(savepoint=False)
def enter_paid_states(*, orders: Collection[int], at: datetime) -> int:
    """Look at what has come for these orders and let them enter the states it pays for."""
    states = present_states(orders)
    standing = money.standing({f"orders.order:{id_}" for id_ in states})
    reached: dict[State, list[int]] = {}
    for id_, state in states.items():
        plan = standing[f"orders.order:{id_}"]
        for each in after_payment(state, paid=plan.paid, deposit=plan.deposit, total=plan.total):
            reached.setdefault(each, []).append(id_)
    for each, ids in reached.items():
        _enter(ids, each, at=at)
        _tell(ids, "deposit_received" if each == "deposit_paid" else "order_paid", at=at)
    return sum(len(ids) for ids in reached.values())


def _order(book: Book, number: int, draft: Draft, at: datetime) -> Order:
    sums = total([Priced(line.quantity, line.unit_minor, line.tax_rate_bp) for line in draft.lines])
    return Order(
        book=book, number=f"{book.code}-{number:05d}", place=draft.place, fan_id=draft.fan_id,
        market_id=draft.market_id, currency=draft.currency, total_minor=sums.gross, replay=draft.replay, at=at,
        source_key=draft.key,
    )  # fmt: skip


def _write_lines(orders: Sequence[Order], drafts: Sequence[Draft]) -> None:
    rows = [
        OrderLine(
            order=order, variant_id=line.variant_id, quantity=line.quantity, unit_minor=line.unit_minor,
            tax_minor=Priced(line.quantity, line.unit_minor, line.tax_rate_bp).tax, claim_id=line.claim_id,
        )
        for order, draft in zip(orders, drafts, strict=True)
        for line in draft.lines
    ]  # fmt: skip
    OrderLine.objects.bulk_create(rows, batch_size=_BATCH)


_ENTER = """
INSERT INTO orders_orderstate (order_id, state, by_id, why, at)
SELECT id, %(state)s, %(by)s, %(why)s, %(at)s FROM unnest(%(ids)s::bigint[]) AS id ON CONFLICT DO NOTHING
"""


def _enter(ids: Collection[int], state: State, *, at: datetime, by: Fan | None = None, why: str = "") -> None:
    values = {"ids": list(ids), "state": state, "by": by.id if by else None, "why": why[:200], "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, values)


def _locked_state(order: Order) -> State:
    """The order's state, with its row locked: cancelling and paying at once meet here one after the other."""
    Order.objects.select_for_update(no_key=True).get(id=order.id)
    return present_states([order.id])[order.id]


def _start(payment: int, at: datetime) -> int:
    payments.start(payment=payment, at=at)
    return payment


def _tell(ids: Collection[int], kind: str, *, at: datetime) -> None:
    """A line in each fan's inbox; replayed fans read none."""
    for row in Order.objects.filter(id__in=ids, replay=False):
        notify(
            [row.fan_id],
            kind=kind,
            data={"number": row.number},
            about=ref(row),
            at=at,
            key_prefix=f"{kind}:{row.id}",
        )
