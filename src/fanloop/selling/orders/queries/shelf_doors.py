"""Doors to which several people order more from the shelf than one may have. For a person to look at, never a verdict."""

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256

from fanloop.selling.orders.models import DoorWord, OrderLine, ShelfOffer
from fanloop.selling.orders.queries import book_of
from fanloop.selling.orders.queries.carts import ORIGIN
from fanloop.selling.orders.queries.doors import Door, doors

__all__ = ["CrowdedDoor", "crowded_doors"]


@dataclass(frozen=True)
class CrowdedDoor:
    """Orders of one variant to one door, `pieces` together over `limit`; `word` is what somebody said when it was as many."""

    variant_id: int
    door: str
    orders: tuple[tuple[Door, int], ...]
    pieces: int
    limit: int
    word: DoorWord | None


def crowded_doors() -> list[CrowdedDoor]:
    """Those nobody looked at first. A word holds until more is ordered."""
    book = book_of(ORIGIN)
    limits: dict[int, int] = {}
    for variant, limit in ShelfOffer.objects.filter(ended_at=None).values_list("variant", "limit_per_person"):
        limits[variant] = max(limit, limits.get(variant, 0))
    by_order = {row.order_id: row for row in doors(book.id)} if book else {}
    lines = OrderLine.objects.filter(order__in=by_order, variant__in=limits).order_by("order_id", "id")
    at_door: dict[tuple[int, str], list[tuple[Door, int]]] = defaultdict(list)
    for line in lines:
        row = by_order[line.order_id]
        at_door[line.variant_id, sha256(row.key.encode()).hexdigest()].append((row, line.quantity))
    words = {(row.variant_id, row.door): row for row in DoorWord.objects.select_related("by").order_by("id")}
    found = [
        CrowdedDoor(
            variant, door, tuple(rows), pieces, limits[variant], _holds(words.get((variant, door)), pieces)
        )
        for (variant, door), rows in at_door.items()
        if (pieces := sum(many for _row, many in rows)) > limits[variant]
        and len({row.fan_id for row, _many in rows}) > 1
    ]
    return sorted(found, key=lambda each: (each.word is not None, -each.pieces, each.door))


def _holds(word: DoorWord | None, pieces: int) -> DoorWord | None:
    return word if word and word.pieces >= pieces else None
