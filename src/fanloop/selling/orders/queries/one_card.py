"""Orders of several people that were paid with one card, over the limit that was published for one person."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum

from fanloop.selling.orders.models import Book, HeldBack, Order, OrderLine, OrderState, Pick, Replacement
from fanloop.selling.orders.ports import door_limit
from fanloop.selling.orders.rules.held import Counted, key_of, too_many
from fanloop.selling.payments.queries.cards import cards_about, same_cards

__all__ = ["OneCard", "Payer", "one_card", "with_the_cards_of"]


@dataclass(frozen=True)
class Payer:
    """An order of `pieces` pieces that stands, and whose it is."""

    order_id: int
    number: str
    fan_id: int
    handle: str
    pieces: int


@dataclass(frozen=True)
class OneCard:
    """Orders of a book paid with one card, `pieces` together over `limit`. `waits` are ids of those too many."""

    key: str
    orders: tuple[Payer, ...]
    limit: int
    waits: tuple[int, ...]

    @property
    def pieces(self) -> int:
        return sum(each.pieces for each in self.orders)


@dataclass(frozen=True)
class Looked:
    """What a look found: every order it saw, and the cards that are shared."""

    seen: frozenset[int]
    cards: list[OneCard]


def one_card(book: Book) -> list[OneCard]:
    """The cards of a book that several people share, most pieces first; none where no limit was published."""
    ids = _standing().filter(book=book).values_list("id", flat=True)
    return _look(cards_about({_ref(id_) for id_ in ids})).cards if door_limit(book.origin) else []


def with_the_cards_of(order_ids: Collection[int]) -> Looked:
    """Every order, in whatever book, that was paid with a card of one of these, and what is too much."""
    return _look(same_cards({_ref(id_) for id_ in order_ids}))


def _look(prints: Mapping[str, Collection[str]]) -> Looked:
    ids = {int(ref.partition(":")[2]): ref for ref in prints if ref.startswith("orders.order:")}
    shared: dict[tuple[str, str], list[Payer]] = defaultdict(list)
    for origin, payer in _payers(ids):
        for card in prints[ids[payer.order_id]]:
            shared[origin, card].append(payer)
    limits = {origin: door_limit(origin) for origin, _card in shared}
    found = [
        OneCard(key, tuple(rows), limit, tuple(too_many(_counted(rows, key), limit=limit)))
        for (origin, card), rows in shared.items()
        for limit, key in [(limits[origin], key_of(origin, card))]
        if limit and len({each.fan_id for each in rows}) > 1 and sum(each.pieces for each in rows) > limit
    ]
    return Looked(frozenset(ids), sorted(found, key=lambda each: (-each.pieces, each.key)))


def _payers(ids: Collection[int]) -> list[tuple[str, Payer]]:
    """Those of these orders that stand with the origin of their book, by their places in line."""
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    pieces = Subquery(lines.annotate(n=Sum("quantity")).values("n"))
    rows = _standing().filter(id__in=ids).select_related("book", "fan").annotate(pieces=pieces)
    return [
        (row.book.origin, Payer(row.id, row.number, row.fan_id, row.fan.handle, row.pieces))
        for row in rows.order_by("place", "id")
    ]


def _standing() -> QuerySet[Order]:
    """What was cancelled or paid back went nowhere, a second piece for a first is none more, a replay is nobody's."""
    over = OrderState.objects.filter(order=OuterRef("pk"), state__in=["cancelled", "refunded"])
    again = Replacement.objects.filter(order=OuterRef("pk"))
    return Order.objects.filter(~Exists(over), ~Exists(again), replay=False)


def _counted(rows: Collection[Payer], key: str) -> list[Counted]:
    ids = [each.order_id for each in rows]
    packed = set(Pick.objects.filter(line__order__in=ids).values_list("line__order", flat=True))
    let = HeldBack.objects.filter(order__in=ids, key=key, how="let_through")
    through = set(let.values_list("order_id", flat=True))
    return [
        Counted(each.order_id, each.fan_id, each.pieces, each.order_id in packed, each.order_id in through)
        for each in rows
    ]


def _ref(order_id: int) -> str:
    return f"orders.order:{order_id}"
