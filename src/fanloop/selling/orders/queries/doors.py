"""Where the orders of a book go: for limits that count a household, and for whoever packs them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Replace, Upper

from fanloop.selling.orders.models import Address, Order, OrderLine, OrderState, Replacement
from fanloop.selling.orders.rules.addresses import household

__all__ = ["Door", "doors", "same_door", "same_doors"]


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


def doors(book_id: int, *, near: Collection[Address] = ()) -> list[Door]:
    """Every order of a book that has an address and stands, in the order of their numbers; with `near` those of these
    postcodes alone.
    """
    rows = _addresses(book_id)
    return _doors(_near(rows, near) if near else rows)


def same_door(order: Order) -> list[Door]:
    """Orders of other people in the same book that go to the door of this one; a family, a flat, or a limit walked around."""
    return same_doors([order])[order.id]


def same_doors(orders: Collection[Order]) -> dict[int, list[Door]]:
    """The same of many orders, by their ids: one question a book."""
    own = {row.order_id: row for row in Address.objects.filter(order__in=orders, kind="delivery")}
    books: dict[int, list[Address]] = defaultdict(list)
    for order in orders:
        if order.id in own:
            books[order.book_id].append(own[order.id])
    there: dict[tuple[int, str], list[Door]] = defaultdict(list)
    for book, near in books.items():
        for door in _doors(_near(_addresses(book), near)):
            there[book, door.key].append(door)
    return {
        order.id: [door for door in there[order.book_id, _key(own[order.id])] if door.fan_id != order.fan_id]
        if order.id in own
        else []
        for order in orders
    }


def _key(address: Address) -> str:
    return household(country=address.country, postcode=address.postcode, street=address.street)


def _addresses(book_id: int) -> QuerySet[Address]:
    """Of orders that stand: what was cancelled or paid back went nowhere, and a second piece for a first is none more."""
    over = OrderState.objects.filter(order=OuterRef("order"), state__in=["cancelled", "refunded"])
    again = Replacement.objects.filter(order=OuterRef("order"))
    rows = Address.objects.filter(~Exists(over), ~Exists(again), order__book=book_id, kind="delivery")
    return rows.order_by("order_id")


def _near(rows: QuerySet[Address], known: Collection[Address]) -> QuerySet[Address]:
    bare = Replace(Replace(Upper("postcode"), Value(" ")), Value("-"))
    codes = {each.postcode.upper().replace(" ", "").replace("-", "") for each in known}
    countries = {each.country for each in known}
    return rows.filter(country__in=countries).alias(bare=bare).filter(bare__in=codes)


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
