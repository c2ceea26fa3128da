"""What carriers were told, the files of it, and what parcels weigh."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fanloop.foundation.viewer import Viewer
from fanloop.selling.orders.models import Label, Order, OrderLine, PackedWeight, Pick, ShippedUnit
from fanloop.selling.orders.ports import FileCarrier, carrier
from fanloop.selling.orders.queries.logistics import Way, handled, in_state

__all__ = [
    "Run",
    "inside",
    "label_runs",
    "next_label",
    "packed_weights",
    "parcel_weights",
    "run_file",
    "to_pack",
]


@dataclass(frozen=True)
class Run:
    """Parcels that were told together: with which carrier, when, how many, and which files are still there."""

    name: str
    carrier: str
    at: datetime
    parcels: int
    files: tuple[str, ...]


def label_runs(*, viewer: Viewer, limit: int = 50) -> list[Run]:
    """The latest runs, newest first. Nothing for who may not send."""
    if not viewer.may("orders.ship"):
        return []
    rows = Label.objects.values("run", "carrier").annotate(told=Max("at"), parcels=Count("id"))
    return [
        Run(row["run"], row["carrier"], row["told"], row["parcels"], _files(row["carrier"], row["run"]))
        for row in rows.order_by("-told", "-run")[:limit]
    ]


def run_file(run: str, kind: str, *, viewer: Viewer) -> bytes | None:
    """One file of a run; None where there is none any more, and for who may not send."""
    row = Label.objects.filter(run=run).first() if viewer.may("orders.ship") else None
    way = carrier(row.carrier) if row else None
    return way.file(run, kind) if isinstance(way, FileCarrier) else None


def _files(name: str, run: str) -> tuple[str, ...]:
    way = carrier(name)
    return way.kept(run) if isinstance(way, FileCarrier) else ()


def next_label(way: Way) -> Label | None:
    """The newest label with a number that no box of the order has left with."""
    gone = {(box.shipment.carrier, box.shipment.tracking) for box in way.boxes}
    rows = [row for row in way.labels if row.tracking and (row.carrier, row.tracking) not in gone]
    return rows[-1] if rows else None


def to_pack(*, viewer: Viewer, among: Collection[str] | None = None) -> QuerySet[Order]:
    """Orders of which something is picked and has not left, by place in line; of these numbers, or of all that are handled.

    Nothing for who may not see orders.
    """
    if not viewer.may("orders.see"):
        return Order.objects.none()
    known = in_state("allocated", "picked") if among is None else Order.objects.filter(number__in=among)
    picks = Pick.objects.filter(line__order=OuterRef("pk")).order_by().values("line__order")
    gone = ShippedUnit.objects.filter(line__order=OuterRef("pk")).order_by().values("line__order")
    rows = known.alias(
        picked=Coalesce(Subquery(picks.annotate(n=Sum("quantity")).values("n")), 0),
        gone=Coalesce(Subquery(gone.annotate(n=Count("id")).values("n")), 0),
    )
    return rows.filter(picked__gt=F("gone")).select_related("fan").order_by("at", "place", "id")


def inside(orders: Sequence[Order]) -> list[tuple[Order, list[tuple[OrderLine, int]]]]:
    """Each of these orders with the pieces of its lines that are picked and have not left."""
    counts = handled([row.id for row in orders])
    lines = OrderLine.objects.select_related("variant").in_bulk(
        [id_ for each in counts.values() for id_ in each]
    )
    return [
        (
            row,
            [
                (lines[id_], left)
                for id_, each in counts[row.id].items()
                if (left := each.picked - each.shipped) > 0
            ],
        )
        for row in orders
    ]


def packed_weights(variant_ids: Collection[int]) -> dict[int, int]:
    """Variant → grams of one packed piece, of those somebody has weighed."""
    return dict(
        PackedWeight.objects.filter(variant__in=variant_ids).order_by("id").values_list("variant_id", "grams")
    )


def parcel_weights(order_ids: Collection[int]) -> dict[int, int]:
    """Order → grams of what is picked and has not left; 0 where a piece of it was never weighed."""
    variants = dict(OrderLine.objects.filter(order__in=order_ids).values_list("id", "variant_id"))
    grams = packed_weights(set(variants.values()))
    found = {}
    for order_id, lines in handled(order_ids).items():
        parts = [
            (grams.get(variants[line_id], 0), each.picked - each.shipped)
            for line_id, each in lines.items()
            if each.picked > each.shipped
        ]
        found[order_id] = sum(one * pieces for one, pieces in parts) if all(one for one, _n in parts) else 0
    return found
