"""Money went back for goods that stay where they are: so much less was earned for them, and their invoice says so."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from fanloop.foundation.refs import ref
from fanloop.selling.orders.actions.entering import locked_state
from fanloop.selling.orders.actions.papers import credit_returned
from fanloop.selling.orders.actions.revenue import book_change, earned_now
from fanloop.selling.orders.models import GivenBack, Order, OrderLine
from fanloop.selling.orders.queries.papers import noted_by_hand
from fanloop.selling.orders.queries.returns import owed_minor
from fanloop.selling.orders.rules.revenue import cut
from fanloop.selling.payments import queries as money


def cut_prices(*, orders: Collection[int], at: datetime) -> int:
    """Let prices of orders that have left follow what was paid back beside their returns. How many prices were cut.

    What went back because it came twice, and what a bank took back for a complaint, cuts nothing.
    """
    return sum(_cut(order, at) for order in Order.objects.filter(id__in=orders, replay=False).order_by("id"))


@transaction.atomic
def _cut(order: Order, at: datetime) -> bool:
    locked_state(order)
    before, (received, refunded) = earned_now(order), _moved(order)
    worth = order.total_minor - owed_minor([order.id])[order.id] - noted_by_hand(order)
    goods = list(OrderLine.objects.select_related("variant").filter(order=order).order_by("id"))
    left = [before[row.variant.sku, row.tax_rate_bp].gross for row in goods]
    parts = cut(min(worth - (received - refunded), refunded), left)
    key = f"cut:{order.id}:{refunded}"
    rows = [
        GivenBack(order=order, line=row, minor=minor, key=key, at=at)
        for row, minor in zip(goods, parts, strict=True)
        if minor
    ]
    if not rows:
        return False
    GivenBack.objects.bulk_create(rows)
    book_change(order, before, earned_now(order), key=key, at=at)
    credit_returned(order=order, at=at)
    return True


def _moved(order: Order) -> tuple[int, int]:
    """(received, refunded) of an order; what a bank took back for a complaint is no refund of ours."""
    about = ref(order)
    moved = money.sums_of([each.payment.id for each in money.payments([about])[about]]).values()
    return sum(each.received for each in moved), sum(each.refunded for each in moved)
