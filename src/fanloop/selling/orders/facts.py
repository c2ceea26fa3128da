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
class OrderTaxed(Fact):
    """Where it goes or who buys changed how an order is taxed: `category` as EN 16931 writes it, basis points, and by how
    many minor units it costs more, or less.
    """

    order: str
    category: str
    rate_bp: int
    minor: int


@dataclass(frozen=True)
class PaperIssued(Fact):
    """An invoice or a credit note is written; `kind` says which. `order` is the reference of what it is about: an order,
    a period of a service, or the quote of a repair.
    """

    paper: str
    order: str
    kind: str


@dataclass(frozen=True)
class OrderCancelled(Fact):
    """Somebody stepped out; `quantity` pieces are free again."""

    book: str
    order: str
    quantity: int


@dataclass(frozen=True)
class OrderShipped(Fact):
    """A box of `quantity` pieces of an order has left; `shipment` is its reference."""

    book: str
    order: str
    shipment: str
    quantity: int


@dataclass(frozen=True)
class OrderDelivered(Fact):
    """All `quantity` pieces of an order are with its fan; the fourteen days begin."""

    book: str
    order: str
    quantity: int


@dataclass(frozen=True)
class OrderReturned(Fact):
    """`quantity` pieces of an order came back and were looked at; `minor` units of `currency` are owed for them."""

    book: str
    order: str
    quantity: int
    minor: int
    currency: str
