"""Orders are made in sets from confirmed claims."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fanloop.foundation import bus, trail
from fanloop.foundation.money import Instalment, tax_within
from fanloop.foundation.refs import ref
from fanloop.people.markets import queries as markets
from fanloop.people.team.queries import base_currency
from fanloop.selling.orders.actions.entering import enter
from fanloop.selling.orders.actions.papers import snapshot_rates
from fanloop.selling.orders.facts import OrdersPlaced
from fanloop.selling.orders.models import Book, Order, OrderLine, Shipping
from fanloop.selling.orders.queries import ids_by_source
from fanloop.selling.orders.rules.totals import Priced, total
from fanloop.selling.payments import actions as payments

_BATCH = 2000


@dataclass(frozen=True)
class DraftLine:
    """`quantity` of a variant at `unit_minor` with the tax inside, resting on a confirmed claim."""

    variant_id: int
    quantity: int
    unit_minor: int
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
    shipping_minor: int = 0


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


def lock_book(book: Book) -> Book:
    """Whoever places orders in a book waits here, one after the other; to be called within a transaction."""
    return Book.objects.select_for_update(no_key=True).get(id=book.id)


@transaction.atomic(savepoint=False)
def place_orders(*, book: Book, drafts: Sequence[Draft], at: datetime) -> Written:
    """Place a set of orders: one lock, numbers without gaps, one fact. A key placed before keeps its order.

    Taxed at the rate of this moment by each market's own calendar.
    """
    locked = lock_book(book)
    known = ids_by_source([draft.key for draft in drafts])
    fresh = list({draft.key: draft for draft in drafts if draft.key not in known}.values())
    if not fresh:
        return Written(known, 0)
    rates = _rates(fresh, at)
    orders = Order.objects.bulk_create(
        [
            _order(locked, locked.sequence + place, draft, rates[draft.market_id], at)
            for place, draft in enumerate(fresh, 1)
        ],
        batch_size=_BATCH,
    )
    Book.objects.filter(id=locked.id).update(sequence=locked.sequence + len(fresh))
    _write_lines(orders, fresh, rates)
    _write_shipping(orders, fresh, rates)
    enter([order.id for order in orders], "placed", at=at)
    snapshot_rates(orders=orders, base=base_currency(), at=at)
    pairs = list(zip(orders, fresh, strict=True))
    payments.plan_dues(plans=[(ref(order), order.currency, draft.plan) for order, draft in pairs], at=at)
    pieces = sum(line.quantity for draft in fresh for line in draft.lines)
    bus.publish(OrdersPlaced(ref(book), len(orders), pieces, tuple(order.id for order in orders)), at=at)
    return Written(known | {draft.key: order.id for order, draft in pairs}, len(fresh))


def _rates(drafts: Sequence[Draft], at: datetime) -> dict[int, int]:
    wanted = {draft.market_id for draft in drafts}
    return markets.rates_at([each for each in markets.markets() if each.id in wanted], at=at)


def _order(book: Book, number: int, draft: Draft, rate: int, at: datetime) -> Order:
    sums = total([Priced(line.quantity, line.unit_minor, rate) for line in draft.lines])
    return Order(
        book=book, number=f"{book.code}-{number:05d}", place=draft.place, fan_id=draft.fan_id,
        market_id=draft.market_id, currency=draft.currency, total_minor=sums.gross + draft.shipping_minor, replay=draft.replay, at=at,
        source_key=draft.key,
    )  # fmt: skip


def _write_lines(orders: Sequence[Order], drafts: Sequence[Draft], rates: Mapping[int, int]) -> None:
    rows = [
        OrderLine(
            order=order, variant_id=line.variant_id, quantity=line.quantity, unit_minor=line.unit_minor,
            tax_rate_bp=rate, tax_minor=Priced(line.quantity, line.unit_minor, rate).tax,
            claim_id=line.claim_id,
        )
        for order, draft in zip(orders, drafts, strict=True)
        for rate in [rates[draft.market_id]]
        for line in draft.lines
    ]  # fmt: skip
    OrderLine.objects.bulk_create(rows, batch_size=_BATCH)


def _write_shipping(orders: Sequence[Order], drafts: Sequence[Draft], rates: Mapping[int, int]) -> None:
    """What sending costs, of those orders where it costs something."""
    Shipping.objects.bulk_create(
        Shipping(
            order=order, minor=each.shipping_minor, tax_rate_bp=rates[each.market_id],
            tax_minor=tax_within(each.shipping_minor, rates[each.market_id]),
        )
        for order, each in zip(orders, drafts, strict=True)
        if each.shipping_minor
    )  # fmt: skip
