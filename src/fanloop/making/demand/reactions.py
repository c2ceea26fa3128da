from collections.abc import Collection
from datetime import datetime

from fanloop.foundation import bus, refs
from fanloop.making.demand import actions
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.facts import OrderCancelled, OrdersPlaced


@bus.reaction(OrdersPlaced)
def count_what_was_ordered(fact: OrdersPlaced, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- counting anew is idempotent
    _count(fact.book, fact.batch, at=at)


@bus.reaction(OrderCancelled)
def count_what_was_taken_back(fact: OrderCancelled, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- as above
    _count(fact.book, [refs.parse(fact.order).id], at=at)


def _count(book_ref: str, order_ids: Collection[int], *, at: datetime) -> None:
    """Only the days on which these orders were placed: a book of many batches is not counted anew for each."""
    book = orders.book(refs.parse(book_ref).id)
    if book:
        actions.count_orders(book=book, days=orders.days_of(order_ids), at=at)
