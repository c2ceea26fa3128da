"""How far the pieces of orders are: kept, picked, sent, delivered, come back. Sets in, no query per order."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import register_export
from fanloop.selling.orders.models import (
    Address,
    Allocation,
    Delivery,
    Gift,
    HeldBack,
    Label,
    Order,
    OrderLine,
    OrderState,
    Pick,
    Shipment,
    ShippedUnit,
)
from fanloop.selling.orders.queries.held import is_held_back
from fanloop.selling.orders.queries.paid import underpaid
from fanloop.selling.orders.rules.addresses import FIELDS, label_lines
from fanloop.selling.orders.rules.allocation import Want
from fanloop.selling.orders.rules.states import STATES, State
from fanloop.things.devices import queries as devices


@dataclass
class Handled:
    """Pieces of one order, or of one of its lines, by how far they are."""

    ordered: int = 0
    allocated: int = 0
    picked: int = 0
    shipped: int = 0
    delivered: int = 0
    back: int = 0


@dataclass(frozen=True)
class Box:
    """One shipment with the units inside and the moment it was delivered."""

    shipment: Shipment
    units: list[ShippedUnit]
    delivered_at: datetime | None


@dataclass
class Way:
    """Everything about an order that is not money."""

    handled: Handled = field(default_factory=Handled)
    lines: dict[int, Handled] = field(default_factory=dict)
    delivery: Address | None = None
    billing: Address | None = None
    gift: Gift | None = None
    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    @property
    def delivered_at(self) -> datetime | None:
        """The moment the last box came, once every piece has."""
        if not self.boxes or self.handled.delivered < self.handled.ordered:
            return None
        return max(box.delivered_at for box in self.boxes if box.delivered_at)

    @property
    def units(self) -> list[ShippedUnit]:
        return [unit for box in self.boxes for unit in box.units]


def handled(order_ids: Collection[int]) -> dict[int, dict[int, Handled]]:
    """Order id → line id → pieces, five queries however many orders."""
    found: dict[int, dict[int, Handled]] = {id_: {} for id_ in order_ids}
    lines = OrderLine.objects.filter(order__in=order_ids).order_by("id")
    for line_id, order_id, quantity in lines.values_list("id", "order_id", "quantity"):
        found[order_id][line_id] = Handled(ordered=quantity)
    sums = (
        ("allocated", Allocation.objects.filter(line__in=lines), Sum("quantity")),
        ("picked", Pick.objects.filter(line__in=lines), Sum("quantity")),
        ("shipped", ShippedUnit.objects.filter(line__in=lines), Count("id")),
        ("delivered", _delivered().filter(line__in=lines), Count("id")),
        ("back", ShippedUnit.objects.filter(line__in=lines, back_at__isnull=False), Count("id")),
    )
    for name, rows, pieces in sums:
        for line_id, order_id, count in rows.values_list("line", "line__order").annotate(pieces=pieces):
            setattr(found[order_id][line_id], name, count)
    return found


def whole(lines: Iterable[Handled]) -> Handled:
    """The pieces of several lines together."""
    total = Handled()
    for each in lines:
        for name, count in vars(each).items():
            setattr(total, name, getattr(total, name) + count)
    return total


def ways(order_ids: Collection[int]) -> dict[int, Way]:
    """Everything about these orders that is not money."""
    found = {id_: Way(whole(lines.values()), lines) for id_, lines in handled(order_ids).items()}
    for address in Address.objects.filter(order__in=order_ids):
        setattr(found[address.order_id], address.kind, address)
    for gift in Gift.objects.filter(order__in=order_ids):
        found[gift.order_id].gift = gift
    for label in Label.objects.filter(order__in=order_ids).order_by("id"):
        found[label.order_id].labels.append(label)
    inside: dict[int, list[ShippedUnit]] = defaultdict(list)
    units = ShippedUnit.objects.filter(shipment__order__in=order_ids)
    for unit in units.select_related("unit", "line__variant").order_by("id"):
        inside[unit.shipment_id].append(unit)
    came = dict(Delivery.objects.filter(shipment__order__in=order_ids).values_list("shipment_id", "at"))
    for box in Shipment.objects.filter(order__in=order_ids).order_by("position"):
        found[box.order_id].boxes.append(Box(box, inside[box.id], came.get(box.id)))
    return found


def way(order: Order) -> Way:
    return ways([order.id])[order.id]


def _delivered() -> QuerySet[ShippedUnit]:
    return ShippedUnit.objects.filter(Exists(Delivery.objects.filter(shipment=OuterRef("shipment"))))


def in_state(*states: State) -> QuerySet[Order]:
    """Orders whose present state is one of these."""
    later = [state for state in STATES if STATES.index(state) > max(map(STATES.index, states))]
    entered = OrderState.objects.filter(order=OuterRef("pk"))
    return Order.objects.filter(
        Exists(entered.filter(state__in=states)), ~Exists(entered.filter(state__in=later))
    )


def wants(order_ids: Collection[int] | None = None) -> list[Want]:
    """What paid orders still wait for, in the order of their place in line; of these orders, or of all.

    Those that wait for a word of somebody are left out, and those whose price has risen above what was paid.
    """
    paid = in_state("paid", "allocated").filter(~is_held_back())
    rows = paid if order_ids is None else paid.filter(id__in=order_ids)
    rows = rows.exclude(id__in=underpaid(rows.values("id")))
    kept = Sum("quantity")
    given = dict(Allocation.objects.filter(line__order__in=rows).values_list("line").annotate(pieces=kept))
    lines = OrderLine.objects.filter(order__in=rows).order_by("order__at", "order__place", "order_id", "id")
    turns: dict[int, int] = {}
    found = []
    for line_id, order_id, variant_id, quantity in lines.values_list(
        "id", "order_id", "variant_id", "quantity"
    ):
        turn = turns.setdefault(order_id, len(turns))
        if (missing := quantity - given.get(line_id, 0)) > 0:
            found.append(Want(line_id, order_id, variant_id, missing, turn))
    return found


def free_units(variant_ids: Collection[int] | None = None) -> dict[int, int]:
    """Variant id → made units that nobody has and that are kept for no order."""
    made = devices.made(variant_ids)
    gone = OrderState.objects.filter(order=OuterRef("line__order"), state="cancelled")
    with_people = (
        ShippedUnit.objects.filter(Q(unit__in=devices.sendable()), back_at=None, unit__variant__in=made)
        .values_list("unit__variant")
        .annotate(units=Count("id"))
    )
    kept = (
        Allocation.objects.filter(~Exists(gone), line__variant__in=made)
        .values_list("line__variant")
        .annotate(units=Sum("quantity"))
    )
    sent = (
        ShippedUnit.objects.filter(line__variant__in=made)
        .values_list("line__variant")
        .annotate(units=Count("id"))
    )
    left = dict(made)
    for variant_id, units in [*with_people, *kept]:
        left[variant_id] -= units
    for variant_id, units in sent:
        left[variant_id] += units
    return left


@dataclass(frozen=True)
class PickRow:
    """So many pieces of a line wait on the shelf to be picked."""

    order: Order
    line: OrderLine
    pieces: int


def picking(*, viewer: Viewer) -> list[PickRow]:
    """What is kept and not picked yet, by variant and then by place in line. Nothing for who may not send."""
    if not viewer.may("orders.ship"):
        return []
    gone = OrderState.objects.filter(order=OuterRef("line__order"), state="cancelled")
    rows = Allocation.objects.filter(~Exists(gone), ~is_held_back("line__order"))
    kept = dict(rows.values_list("line").annotate(pieces=Sum("quantity")))
    done = dict(Pick.objects.filter(line__in=kept).values_list("line").annotate(pieces=Sum("quantity")))
    open_ = {id_: pieces - done.get(id_, 0) for id_, pieces in kept.items() if pieces > done.get(id_, 0)}
    lines = OrderLine.objects.filter(id__in=open_).select_related("order", "order__fan", "variant")
    lines = lines.exclude(order__in=underpaid({line.order_id for line in lines}))
    lines = lines.order_by("variant__position", "variant_id", "order__at", "order__place", "id")
    return [PickRow(line.order, line, open_[line.id]) for line in lines]


def shipment(order: Order, position: int) -> Shipment | None:
    return Shipment.objects.filter(order=order, position=position).first()


def holder(unit_id: int) -> list[ShippedUnit]:
    """Every journey of one unit, newest first."""
    rows = ShippedUnit.objects.filter(unit=unit_id).select_related("shipment", "line__order")
    return list(rows.order_by(F("shipment__at").desc(), "-id"))


def shipped_unit(shipped_id: int) -> ShippedUnit | None:
    rows = ShippedUnit.objects.select_related("unit", "shipment", "line__order", "line__variant")
    return rows.filter(id=shipped_id).first()


def unshipped(order_ids: Collection[int]) -> dict[int, int]:
    """Order id → pieces that are picked and have not left."""
    sums = {id_: whole(lines.values()) for id_, lines in handled(order_ids).items()}
    return {id_: each.picked - each.shipped for id_, each in sums.items()}


def lines_for(*, order: Order, serials: Sequence[str]) -> dict[int, int]:
    """Which lines of an order these serials fill, in the order of the lines; for a box that holds a part of it."""
    pieces = Counter(unit.variant_id for unit in devices.units_by_serials(serials).values())
    ready = handled([order.id])[order.id]
    variants = dict(OrderLine.objects.filter(order=order).values_list("id", "variant_id"))
    filled = {}
    for line_id, each in ready.items():
        mine = min(pieces[variants[line_id]], each.picked - each.shipped)
        pieces[variants[line_id]] -= mine
        if mine:
            filled[line_id] = mine
    return filled


def address_lines(address: Address) -> list[str]:
    """An address as its country writes it, with the country's two letters last."""
    values: dict[str, str] = {name: getattr(address, name) for name in FIELDS}
    return [*label_lines(address.country, values), address.country]


def _export(fan_id: int) -> list[dict[str, Any]]:
    """What a fan takes along beside the orders: where they went, what was in the boxes, words of a gift."""
    numbers = dict(Order.objects.filter(fan=fan_id).values_list("id", "number"))
    waited: dict[int, list[HeldBack]] = defaultdict(list)
    for row in HeldBack.objects.filter(order__in=numbers).order_by("id"):
        waited[row.order_id].append(row)
    return [
        {
            "number": numbers[id_],
            "addresses": [address_lines(each) for each in (found.delivery, found.billing) if each],
            "gift": found.gift.words if found.gift else None,
            "waited": [
                {
                    "why": row.kind,
                    "since": row.at.isoformat(),
                    "until": row.ended_at and row.ended_at.isoformat(),
                    "how": row.how,
                    "words": row.words,
                }
                for row in waited.get(id_, [])
            ],
            "boxes": [
                {
                    "left": box.shipment.at.isoformat(),
                    "carrier": box.shipment.carrier,
                    "tracking": box.shipment.tracking,
                    "serials": [unit.unit.serial for unit in box.units],
                }
                for box in found.boxes
            ],
        }
        for id_, found in ways(list(numbers)).items()
    ]


register_export("deliveries", _export)
