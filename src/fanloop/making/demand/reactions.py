from datetime import datetime

from fanloop.foundation import bus, refs
from fanloop.making.demand import actions
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.facts import OrderCancelled, OrdersPlaced


@bus.reaction(OrdersPlaced)
def count_what_was_ordered(fact: OrdersPlaced, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- counting anew is idempotent
    _count(fact.book, at=at)


@bus.reaction(OrderCancelled)
def count_what_was_taken_back(fact: OrderCancelled, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- as above
    _count(fact.book, at=at)


def _count(book_ref: str, *, at: datetime) -> None:
    book = orders.book(refs.parse(book_ref).id)
    if book:
        actions.count_orders(book=book, at=at)
