"""Orders of a drop that several people share a card or a door for: winners, who came after the draw, and first come alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count

from fanloop.selling.campaigns.models import Drop, TakenBack, Winner
from fanloop.selling.campaigns.queries import ref_of
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.queries.crowds import crowds
from fanloop.selling.orders.queries.doors import Door
from fanloop.selling.orders.queries.held import held_back
from fanloop.selling.orders.queries.one_card import Payer, one_card

__all__ = ["Double", "DoubleOrder", "claim_of", "doubles", "marked", "taken_back"]

Kind = Literal["card", "address"]
Shared = tuple[Kind, Sequence[Payer | Door], int, int]
_STEM = "drop:"


@dataclass(frozen=True)
class DoubleOrder:
    """One of them. `rank` and `winner` are 0 for who was not drawn; `waits` for a word of somebody."""

    order: int
    number: str
    handle: str
    pieces: int
    rank: int
    winner: int
    waits: bool


@dataclass(frozen=True)
class Double:
    """Orders of several people with one card or one door, `pieces` together over `limit`."""

    kind: Kind
    rows: tuple[DoubleOrder, ...]
    pieces: int
    limit: int


def doubles(drop: Drop) -> list[Double]:
    """Cards first, then doors; a dozen queries, however many orders."""
    book = orders.book_of(ref_of(drop.campaign))
    if book is None:
        return []
    cards: list[Shared] = [("card", each.orders, each.pieces, each.limit) for each in one_card(book)]
    doors: list[Shared] = [
        ("address", [door for door, _pieces in each.orders], each.pieces, each.limit)
        for each in crowds(book).crowds
    ]
    found = [*cards, *doors]
    ids = {each.order_id for _kind, rows, _pieces, _limit in found for each in rows}
    won, waits = _winners(ids), held_back(ids)
    return [
        Double(
            kind,
            tuple(
                DoubleOrder(
                    each.order_id, each.number, each.handle, each.pieces, *won.get(each.order_id, (0, 0)),
                    each.order_id in waits,
                )
                for each in rows
            ),
            pieces, limit,
        )
        for kind, rows, pieces, limit in found
    ]  # fmt: skip


def marked(found: Sequence[Double]) -> dict[int, Kind]:
    """Winner's id → what they share with somebody; a card says more than a door."""
    pairs = [(row.winner, each.kind) for each in found[::-1] for row in each.rows if row.winner]
    return dict(pairs)


def taken_back(drop: Drop) -> dict[str, int]:
    """Reason → how many pieces were taken back from people whom no draw named; public."""
    rows = TakenBack.objects.filter(drop=drop)
    return dict(rows.order_by("reason").values_list("reason").annotate(Count("id")))


def claim_of(order: orders.Order) -> int | None:
    """The claim on the pool that became this order; None for an order of no drop."""
    key = order.source_key or ""
    return (
        int(key.removeprefix(_STEM)) if key.startswith(_STEM) and key.removeprefix(_STEM).isdigit() else None
    )


def _winners(order_ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """Order id → rank and winner's id, for those that were drawn."""
    claims = {claim: row.id for row in orders.by_ids(order_ids) if (claim := claim_of(row))}
    rows = Winner.objects.filter(claim__in=claims).values_list("claim_id", "place__rank", "id")
    return {claims[claim]: (rank or 0, id_) for claim, rank, id_ in rows}
