"""Whether orders that are called paid have their money, and the other way round, for the nightly look."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from fanloop.selling.orders.models import Order, OrderState
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.ports import Gap

__all__ = ["gaps"]


def gaps() -> list[Gap]:
    """Orders whose state and money differ; replays are left out, for nobody pays there."""
    return list(_gaps())


def _gaps() -> Iterator[Gap]:
    """What went back later was there once: a part refunded for a scratch unpays nothing."""
    called = Exists(OrderState.objects.filter(order=OuterRef("pk"), state="paid"))
    over = Exists(OrderState.objects.filter(order=OuterRef("pk"), state="cancelled"))
    rows = list(Order.objects.filter(replay=False).annotate(is_paid=called, is_over=over).order_by("id"))
    refs = [f"orders.order:{row.id}" for row in rows]
    came, kept = money.received(refs), money.paid(refs)
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
