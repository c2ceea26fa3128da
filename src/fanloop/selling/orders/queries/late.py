"""Orders whose money does not come: what keeps a place with nothing paid, and what stays behind with its plan."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from fanloop.foundation.refs import ids_by_kind, ref
from fanloop.selling.orders.models import Order, OrderState
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.queries.at_success import planned_at_success
from fanloop.selling.payments.queries.plans import told_last

__all__ = ["behind", "holding"]

_TO_PAY = {"placed", "deposit_paid"}


def holding(*, before: datetime) -> list[Order]:
    """Orders placed before a moment that were to be paid at once, with a deposit or whole, and still only hold a place.

    A pledge owes no deposit: who took it says how long its place is kept. What is due on a later day is waited for
    until then.
    """
    moved = Exists(OrderState.objects.filter(order=OuterRef("pk")).exclude(state="placed"))
    rows = {ref(row): row for row in Order.objects.filter(~moved, at__lt=before).order_by("id")}
    plans, pledged = money.dues(rows), planned_at_success(rows)
    return [row for about, row in rows.items() if about not in pledged and _is_due_at_once(row, plans[about])]


def behind(*, due_before: date, told_before: datetime, orders: Collection[int] | None = None) -> list[Order]:
    """Orders that wait for a part of their plan which was due before a day, where the last letter about it went before
    a moment and no card is being tried. Of `orders` alone where they are named.
    """
    late = ids_by_kind(told_last(due_before=due_before, told_before=told_before)).get("orders.order", set())
    rows = Order.objects.filter(id__in=late if orders is None else late & set(orders), replay=False)
    further = OrderState.objects.filter(order=OuterRef("pk")).exclude(state__in=_TO_PAY)
    return list(rows.filter(~Exists(further)).order_by("id"))


def _is_due_at_once(row: Order, plan: list[money.Due]) -> bool:
    """Whether its first part waited for no later day than that of the order."""
    first = plan[0].due if plan else None
    return first is None or first <= row.at.date()
