"""Where the orders of a book go, in one query: for limits that count a household."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Sum

from fanloop.selling.orders.models import Address, Order, OrderLine
from fanloop.selling.orders.queries import cancelled

__all__ = ["Door", "doors"]


@dataclass(frozen=True)
class Door:
    """An order of `pieces` pieces that stands, and where it goes."""

    order_id: int
    number: str
    fan_id: int
    pieces: int
    country: str
    postcode: str
    street: str


def doors(book_id: int) -> list[Door]:
    """Every order of a book that has an address and was not cancelled, in the order of their numbers."""
    open_ = Order.objects.filter(~cancelled(), book=book_id)
    lines = OrderLine.objects.filter(order=OuterRef("order")).order_by().values("order")
    rows = Address.objects.filter(order__in=open_, kind="delivery").order_by("order_id")
    return [
        Door(
            row.order_id,
            row.order.number,
            row.order.fan_id,
            row.pieces,
            row.country,
            row.postcode,
            row.street,
        )
        for row in rows.select_related("order").annotate(
            pieces=Subquery(lines.annotate(n=Sum("quantity")).values("n"))
        )
    ]
