"""How long pieces from the shelf are kept for who pays: the published rule, and until when for an order."""

from collections.abc import Collection
from datetime import datetime, timedelta

from fanloop.selling.orders.models import KeepRule, Order, OrderLine
from fanloop.selling.orders.queries.carts import ORIGIN
from fanloop.selling.orders.rules.keeping import Keeping
from fanloop.selling.stock import queries as stock

__all__ = ["Keeping", "claims_of", "from_shelf", "kept_until", "may_transfer", "rule"]

BY_HAND = "transfer"


def rule() -> Keeping:
    """What is published now."""
    row = KeepRule.objects.order_by("-id").first()
    if row is None:
        return Keeping()
    return Keeping(timedelta(minutes=row.card_minutes), timedelta(days=row.transfer_days))


def from_shelf(order_ids: Collection[int]) -> list[Order]:
    """Those of these orders that were ordered from the shelf."""
    return list(Order.objects.filter(id__in=order_ids, book__origin=ORIGIN).order_by("id"))


def claims_of(order: Order) -> list[int]:
    """The claims an order's lines rest on."""
    return list(OrderLine.objects.filter(order=order).order_by("id").values_list("claim_id", flat=True))


def kept_until(order: Order) -> datetime | None:
    """Until when the pieces of an order are kept for who pays; None once they are paid for, or gone."""
    return min(stock.holds_of(claims_of(order)).values(), default=None)


def may_transfer(order: Order, at: datetime) -> bool:
    """Whether a bank transfer chosen now can come while there is still something to pay for: what is held by the rules
    of a drop is not kept longer for it, so it has to be held as many days as transfers are given. The shelf waits.
    """
    until = None if order.book.origin == ORIGIN else kept_until(order)
    return until is None or until - at >= rule().transfer
