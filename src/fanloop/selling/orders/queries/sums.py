"""Sums over a book of orders by currency, and who waits in it: for goals, deadlines and promises."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from fanloop.selling.orders.models import Order, OrderLine, OrderState
from fanloop.selling.orders.queries import cancelled
from fanloop.selling.payments.queries.at_success import sums_paid

__all__ = ["BookSum", "ahead_of", "book_sums", "buyers", "collected", "held_by", "waiting_fans"]

_OVER = ("shipped", "delivered", "returned", "refunded", "replaced", "cancelled")


@dataclass(frozen=True)
class BookSum:
    """Open orders of one currency: how many, of how many pieces, over how many minor units."""

    currency: str
    orders: int
    pieces: int
    minor: int


def _open(book_id: int) -> QuerySet[Order]:
    return Order.objects.filter(~cancelled(), book=book_id)


def book_sums(book_id: int) -> list[BookSum]:
    """Open orders of a book by currency, in two queries. What was cancelled does not count."""
    pieces = dict(
        OrderLine.objects.filter(order__in=_open(book_id))
        .values_list("order__currency")
        .annotate(pieces=Sum("quantity"))
    )
    rows = _open(book_id).values_list("currency").annotate(orders=Count("id"), minor=Sum("total_minor"))
    return [BookSum(of, orders, pieces[of], minor) for of, orders, minor in rows.order_by("currency")]


def collected(book_id: int) -> dict[str, int]:
    """Currency → minor units that have come for a book's orders and not gone back, in one query."""
    refs = Order.objects.filter(book=book_id).annotate(
        ref=Concat(Value("orders.order:"), Cast("id", CharField()))
    )
    return sums_paid(refs.values("ref"))


def held_by(book_id: int, fans: Collection[int]) -> dict[int, int]:
    """Fan id → open pieces in a book."""
    rows = OrderLine.objects.filter(order__in=_open(book_id).filter(fan__in=fans))
    return dict(rows.values_list("order__fan_id").annotate(pieces=Sum("quantity")))


def open_pieces(order_ids: Collection[int]) -> dict[int, int]:
    """Order id → its pieces, for those that were not cancelled."""
    rows = OrderLine.objects.filter(order__in=Order.objects.filter(~cancelled(), id__in=order_ids))
    return dict(rows.values_list("order_id").annotate(pieces=Sum("quantity")))


def open_ids(book_id: int) -> list[int]:
    """Ids of the open orders of a book, in their order."""
    return list(_open(book_id).order_by("id").values_list("id", flat=True))


def waiting_fans(book_id: int) -> list[int]:
    """Fans with an order in a book that is still to come."""
    over = Exists(OrderState.objects.filter(order=OuterRef("pk"), state__in=_OVER))
    rows = Order.objects.filter(~over, book=book_id, replay=False)
    return sorted(set(rows.values_list("fan_id", flat=True)))


def buyers(book_id: int, *, among: Collection[int] | None = None) -> set[int]:
    """Fans with an order in a book that was not cancelled, whatever became of it; of all or of these."""
    rows = _open(book_id).filter(replay=False)
    rows = rows if among is None else rows.filter(fan__in=among)
    return set(rows.values_list("fan_id", flat=True))


def ahead_of(order: Order) -> int:
    """Open pieces in the same book with an earlier place in the queue."""
    rows = OrderLine.objects.filter(order__in=_open(order.book_id).filter(place__lt=order.place))
    return rows.aggregate(pieces=Sum("quantity"))["pieces"] or 0
