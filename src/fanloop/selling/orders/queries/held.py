"""Which orders wait for a word, and why. Sets in, no query per order."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from fanloop.foundation.viewer import Viewer
from fanloop.selling.orders.models import HeldBack, Order, OrderLine

__all__ = ["HeldBack", "Together", "held_back", "is_held_back", "waiting_for_a_word", "words_about"]


def is_held_back(order: str = "pk") -> Exists:
    """Whether an order waits for a word, as a condition for a query; `order` names its column."""
    return Exists(HeldBack.objects.filter(order=OuterRef(order), ended_at=None))


def held_back(order_ids: Collection[int]) -> set[int]:
    """Those of these orders that wait for a word."""
    return set(HeldBack.objects.filter(order__in=order_ids, ended_at=None).values_list("order_id", flat=True))


def words_about(order: Order) -> list[HeldBack]:
    """Why an order waits or waited, and what was said, the latest first."""
    return list(HeldBack.objects.select_related("by").filter(order=order).order_by("-id"))


@dataclass(frozen=True)
class Together:
    """Orders that wait for one word: what they share, and each with its pieces."""

    kind: str
    key: str
    rows: list[tuple[HeldBack, int]]

    @property
    def pieces(self) -> int:
        return max(row.pieces for row, _own in self.rows)

    @property
    def limit(self) -> int:
        return min(row.limit for row, _own in self.rows)


def waiting_for_a_word(*, viewer: Viewer) -> list[Together]:
    """What waits at the desk, the longest first. Nothing for who may not see orders."""
    if not viewer.may("orders.see"):
        return []
    rows = list(
        HeldBack.objects.select_related("order__fan", "order__book")
        .filter(ended_at=None)
        .order_by("at", "id")
    )
    pieces: dict[int, int] = defaultdict(int)
    lines = OrderLine.objects.filter(order__in={row.order_id for row in rows})
    for order_id, quantity in lines.values_list("order_id", "quantity"):
        pieces[order_id] += quantity
    shared: dict[tuple[str, str], list[tuple[HeldBack, int]]] = defaultdict(list)
    for row in rows:
        shared[row.kind, row.key].append((row, pieces[row.order_id]))
    return [Together(kind, key, found) for (kind, key), found in shared.items()]
