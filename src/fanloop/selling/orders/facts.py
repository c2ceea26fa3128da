"""What orders announces: one fact per batch, with the ids of the orders in it."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class OrdersPlaced(Fact):
    """`orders` orders of `quantity` pieces stand in `book` (a reference); `batch` are their ids."""

    book: str
    orders: int
    quantity: int
    batch: tuple[int, ...]


@dataclass(frozen=True)
class OrderCancelled(Fact):
    """Somebody stepped out; `quantity` pieces are free again."""

    book: str
    order: str
    quantity: int
