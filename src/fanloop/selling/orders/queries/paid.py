"""Whether orders that are called paid have their money, and the other way round: before they leave, and in the nightly look."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from fanloop.selling.orders.models import Order, OrderState
from fanloop.selling.orders.queries.taxes import OFF
from fanloop.selling.orders.rules.states import State, may_pay
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.ports import Gap

__all__ = ["covered", "gaps", "is_payable", "underpaid"]


def covered(refs: Collection[str]) -> dict[str, int]:
    """Minor units of each order's price that have come. What was given back for a scratch unpays nothing; what went
    back because the price fell covers nothing any more.
    """
    came, kept, off = money.received(refs), money.paid(refs), money.sent_back(refs, why=OFF)
    return {ref: max(kept[ref], came[ref] - off[ref]) for ref in refs}


def underpaid(order_ids: Iterable[int] | QuerySet[Order, Any]) -> set[int]:
    """Those of these orders whose price is more than what has come for it, because it rose since. Replays are none, nor is
    what was called paid without any money: the nightly look names that.
    """
    rows = Order.objects.filter(id__in=order_ids, replay=False, total_minor__gt=0)
    totals = dict(rows.values_list("id", "total_minor"))
    came = covered([f"orders.order:{id_}" for id_ in totals]) if totals else {}
    return {id_ for id_, total in totals.items() if 0 < came[f"orders.order:{id_}"] < total}


def is_payable(order: Order, state: State) -> bool:
    """Whether money is asked for: until it is made ready, and while what is kept on the shelf has become dearer."""
    return may_pay(state) or (state == "allocated" and order.id in underpaid([order.id]))


def gaps() -> list[Gap]:
    """Orders whose state and money differ; replays are left out, for nobody pays there."""
    return list(_gaps())


def _gaps() -> Iterator[Gap]:
    called = Exists(OrderState.objects.filter(order=OuterRef("pk"), state="paid"))
    over = Exists(OrderState.objects.filter(order=OuterRef("pk"), state="cancelled"))
    rows = list(Order.objects.filter(replay=False).annotate(is_paid=called, is_over=over).order_by("id"))
    refs = [f"orders.order:{row.id}" for row in rows]
    came, kept = covered(refs), money.paid(refs)
    for row, ref in zip(rows, refs, strict=True):
        total = row.total_minor
        if row.is_over:
            if kept[ref] > 0 and (idle := _idle(ref)) > 0:
                yield Gap("order", ref, 0, idle, row.currency)
        elif row.is_paid and came[ref] < total:
            yield Gap("order", ref, total, came[ref], row.currency)
        elif not row.is_paid and 0 < total <= kept[ref]:
            yield Gap("order", ref, total, kept[ref], row.currency)


def _idle(ref: str) -> int:
    """Minor units that are neither on their way back nor held by a bank."""
    return sum(money.left_of([each.payment.id for each in money.payments([ref])[ref]]).values())
