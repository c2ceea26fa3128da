"""Where the orders of a book go: for limits that count a household, and for whoever packs them."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Replace, Upper

from fanloop.selling.orders.models import Address, Order, OrderLine
from fanloop.selling.orders.queries import cancelled
from fanloop.selling.orders.rules.addresses import household

__all__ = ["Door", "doors", "same_door"]


@dataclass(frozen=True)
class Door:
    """An order of `pieces` pieces that stands, and where it goes."""

    order_id: int
    number: str
    fan_id: int
    handle: str
    pieces: int
    country: str
    postcode: str
    street: str

    @property
    def key(self) -> str:
        return household(country=self.country, postcode=self.postcode, street=self.street)


def doors(book_id: int) -> list[Door]:
    """Every order of a book that has an address and was not cancelled, in the order of their numbers."""
    return _doors(_addresses(book_id))


def same_door(order: Order) -> list[Door]:
    """Orders of other people in the same book that go to the door of this one; a family, a flat, or a limit walked around."""
    own = Address.objects.filter(order=order, kind="delivery").first()
    if own is None:
        return []
    bare = Replace(Replace(Upper("postcode"), Value(" ")), Value("-"))
    code = own.postcode.upper().replace(" ", "").replace("-", "")
    near = _addresses(order.book_id).filter(country=own.country).alias(bare=bare).filter(bare=code)
    here = household(country=own.country, postcode=own.postcode, street=own.street)
    return [row for row in _doors(near.exclude(order__fan=order.fan_id)) if row.key == here]


def _addresses(book_id: int) -> QuerySet[Address]:
    open_ = Order.objects.filter(~cancelled(), book=book_id)
    return Address.objects.filter(order__in=open_, kind="delivery").order_by("order_id")


def _doors(rows: QuerySet[Address]) -> list[Door]:
    lines = OrderLine.objects.filter(order=OuterRef("order")).order_by().values("order")
    pieces = Subquery(lines.annotate(n=Sum("quantity")).values("n"))
    return [
        Door(
            row.order_id, row.order.number, row.order.fan_id, row.order.fan.handle, row.pieces,
            row.country, row.postcode, row.street,
        )
        for row in rows.select_related("order__fan").annotate(pieces=pieces)
    ]  # fmt: skip
