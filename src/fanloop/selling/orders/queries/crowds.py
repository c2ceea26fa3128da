"""Doors to which several people order more than one may have, by the limit that was published."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from fanloop.selling.orders.models import Address, Book, HeldBack, OrderLine, Pick, ShelfOffer
from fanloop.selling.orders.ports import door_limit
from fanloop.selling.orders.queries import book_of
from fanloop.selling.orders.queries.carts import ORIGIN
from fanloop.selling.orders.queries.doors import Door, doors
from fanloop.selling.orders.rules.held import Counted, key_of, too_many

__all__ = ["ORIGIN", "Crowd", "crowded", "crowds"]


@dataclass(frozen=True)
class Crowd:
    """Orders to one door, `pieces` together over `limit`; from the shelf of one variant. `waits` are ids of those too many."""

    key: str
    variant_id: int | None
    orders: tuple[tuple[Door, int], ...]
    limit: int
    waits: tuple[int, ...]

    @property
    def pieces(self) -> int:
        return sum(many for _door, many in self.orders)


@dataclass
class Looked:
    """What a look found: every order it saw, and the doors that are crowded."""

    seen: set[int] = field(default_factory=set)
    crowds: list[Crowd] = field(default_factory=list)


def crowds(book: Book, *, near: Collection[Address] = ()) -> Looked:
    """The crowded doors of a book, most pieces first; with `near` those of these postcodes alone."""
    limits = _limits(book)
    if not limits:
        return Looked()
    rows = doors(book.id, near=near)
    at_door: dict[tuple[int | None, str], list[tuple[Door, int]]] = defaultdict(list)
    for variant, row, pieces in _parts(book, rows, limits):
        at_door[variant, key_of(book.origin, row.key)].append((row, pieces))
    packed, let = _known(row.order_id for row in rows)
    found = [
        Crowd(key, variant, tuple(each), limits[variant], tuple(waits))
        for (variant, key), each in at_door.items()
        if sum(many for _row, many in each) > limits[variant] and len({row.fan_id for row, _many in each}) > 1
        for waits in [too_many(_counted(each, key, packed, let), limit=limits[variant])]
    ]
    return Looked({row.order_id for row in rows}, sorted(found, key=lambda each: (-each.pieces, each.key)))


def crowded(origin: str) -> list[Crowd]:
    """The crowded doors of the book that collects the orders of something above; none while nobody ordered."""
    book = book_of(origin)
    return crowds(book).crowds if book else []


def _limits(book: Book) -> dict[int | None, int]:
    """Variant → pieces for one door from the shelf; of everything else None → pieces; nothing where none was published."""
    if book.origin != ORIGIN:
        limit = door_limit(book.origin)
        return {None: limit} if limit else {}
    limits: dict[int | None, int] = {}
    for variant, limit in ShelfOffer.objects.filter(ended_at=None).values_list("variant", "limit_per_person"):
        limits[variant] = max(limit, limits.get(variant, 0))
    return limits


def _parts(
    book: Book, rows: Collection[Door], limits: Mapping[int | None, int]
) -> Iterable[tuple[int | None, Door, int]]:
    if book.origin != ORIGIN:
        return [(None, row, row.pieces) for row in rows]
    by_order = {row.order_id: row for row in rows}
    lines = OrderLine.objects.filter(order__in=by_order, variant__in=[each for each in limits if each])
    parts = lines.order_by("order_id", "id").values_list("variant_id", "order_id", "quantity")
    return [(variant, by_order[order_id], pieces) for variant, order_id, pieces in parts]


def _known(order_ids: Iterable[int]) -> tuple[set[int], set[tuple[int, str]]]:
    """Orders that are packed, and (order, key) of those let through."""
    ids = list(order_ids)
    packed = Pick.objects.filter(line__order__in=ids).values_list("line__order", flat=True)
    let = HeldBack.objects.filter(order__in=ids, how="let_through").values_list("order_id", "key")
    return set(packed), set(let)


def _counted(
    rows: Iterable[tuple[Door, int]], key: str, packed: Collection[int], let: Collection[tuple[int, str]]
) -> list[Counted]:
    return [
        Counted(row.order_id, row.fan_id, pieces, row.order_id in packed, (row.order_id, key) in let)
        for row, pieces in rows
    ]
