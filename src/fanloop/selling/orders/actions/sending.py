"""Boxes leave: carriers are told, units are bound to the lines they leave for, deliveries are noted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.entering import locked_state
from fanloop.selling.orders.actions.handling import advance
from fanloop.selling.orders.actions.revenue import book_change, earned_now
from fanloop.selling.orders.facts import OrderDelivered, OrderShipped
from fanloop.selling.orders.models import (
    Address,
    Delivery,
    Label,
    Order,
    OrderLine,
    PackedWeight,
    Shipment,
    ShippedUnit,
)
from fanloop.selling.orders.ports import FILES, carrier
from fanloop.selling.orders.queries import present_states
from fanloop.selling.orders.queries.labels import parcel_weights
from fanloop.selling.orders.queries.logistics import address_lines, handled, lines_for, unshipped, whole
from fanloop.selling.orders.queries.revenue import key_of
from fanloop.selling.orders.rules.labels import Parcel
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.things.devices import queries as devices
from fanloop.things.devices.queries import Unit
from fanloop.things.products.queries import Variant

LABELS_KEPT = timedelta(days=30)
_TON = 1_000_000


@transaction.atomic
def tell_carrier(
    *,
    orders: Collection[int],
    name: str,
    run: str,
    by: Member | None,
    at: datetime,
    weights: Mapping[int, int] | None = None,
) -> int:
    """Hand the picked parcels of these orders to a carrier; returns parcels. Told again under `run`, none is new.

    A parcel weighs what its pieces weigh packed, or what `weights` (order id → grams) says, 0 while nobody knows.

    Raises Refused for a carrier nobody knows, and names the first order without an address.
    """
    chosen = carrier(name)
    if chosen is None:
        raise Refused(_("There is no carrier “%(name)s” here.") % {"name": name})
    known = set(Label.objects.filter(run=run).values_list("order_id", flat=True))
    ready = {id_: pieces for id_, pieces in unshipped(orders).items() if pieces > 0 and id_ not in known}
    rows = list(Order.objects.filter(id__in=ready).order_by("id"))
    grams = dict(parcel_weights(ready)) | dict(weights or {})
    where = _addressed(rows)
    parcels = [_parcel(row, where[row.id], ready[row.id], grams[row.id]) for row in rows]
    if not parcels:
        return 0
    numbers = chosen.told(parcels, run=run)
    Label.objects.bulk_create(
        Label(order=row, carrier=name, run=run, tracking=numbers.get(row.number, ""), by=by, at=at)
        for row in rows
    )
    return len(parcels)


def forget_labels(*, at: datetime) -> int:
    """Label files hold addresses; a month after they were written they go, erased people's among them. How many files."""
    old = Label.objects.filter(at__lt=at - LABELS_KEPT)
    return sum(
        each.forget(set(old.filter(carrier=each.name).values_list("run", flat=True))) for each in FILES
    )


@transaction.atomic
def weigh(*, variant: Variant, grams: int, by: Member | None, at: datetime) -> PackedWeight:
    """From now on a packed piece weighs this much. Said again, nothing changes. Raises Refused for nothing and for a ton."""
    if not 0 < grams < _TON:
        raise Refused(_("A piece weighs more than nothing, in grams."))
    known = PackedWeight.objects.filter(variant=variant).order_by("-id").first()
    if known and known.grams == grams:
        return known
    return PackedWeight.objects.create(variant=variant, grams=grams, by=by, at=at)


@transaction.atomic
def ship(
    *,
    order: Order,
    carrier: str,
    tracking: str,
    serials: Sequence[str],
    by: Member | None,
    at: datetime,
    lines: Mapping[int, int] | None = None,
) -> Shipment:
    """A box leaves with these units: all that is picked, or `lines` (line id → pieces) of it.

    Each unit is bound to the line it leaves for, and its price is income from here on. The same tracking number
    again is the same box. Raises Refused when serials and pieces do not match, or a unit is unknown, retired, or with somebody.
    """
    locked_state(order)
    known = Shipment.objects.filter(order=order, carrier=carrier, tracking=tracking.strip()).first()
    if known:
        return known
    units = _units(serials)
    places, earned = _bound(_wanted(order, lines), units), earned_now(order)
    box = Shipment.objects.create(
        order=order, position=Shipment.objects.filter(order=order).count() + 1, carrier=carrier.strip()[:20],
        tracking=tracking.strip()[:80], by=by, at=at,
    )  # fmt: skip
    ShippedUnit.objects.bulk_create(
        ShippedUnit(shipment=box, line_id=line, unit=unit) for line, unit in places
    )
    book_change(order, earned, earned_now(order), key=key_of(box), at=at)
    advance(orders=[order.id], by=by.fan if by else None, at=at)
    book = f"orders.book:{order.book_id}"
    bus.publish(OrderShipped(book, ref(order), ref(box), len(places)), at=at)
    _tell_shipped(order, box, at=at)
    return box


@transaction.atomic
def deliver(*, shipment: Shipment, by: Member | None, at: datetime) -> Delivery:
    """The box is at the door. Said again, the first word holds. With the last box the order is delivered."""
    locked_state(shipment.order)
    row, is_new = Delivery.objects.get_or_create(shipment=shipment, defaults={"by": by, "at": at})
    if is_new:
        order = shipment.order
        advance(orders=[order.id], by=by.fan if by else None, at=at)
        if present_states([order.id])[order.id] == "delivered":
            pieces = whole(handled([order.id])[order.id].values()).ordered
            bus.publish(OrderDelivered(f"orders.book:{order.book_id}", ref(order), pieces), at=at)
    return row


def _addressed(rows: Sequence[Order]) -> dict[int, Address]:
    """Order → where it goes. Raises Refused naming the first of which nobody has said it."""
    found = {row.order_id: row for row in Address.objects.filter(order__in=rows, kind="delivery")}
    if nowhere := next((row for row in rows if row.id not in found), None):
        raise Refused(_("Order %(number)s has no address yet.") % {"number": nowhere.number})
    return found


def _parcel(order: Order, address: Address, pieces: int, grams: int) -> Parcel:
    return Parcel(order.number, pieces, tuple(address_lines(address)), address.country, grams)


def _wanted(order: Order, lines: Mapping[int, int] | None) -> dict[int, int]:
    """Line id → pieces that leave now. Raises Refused where less is picked."""
    ready = {
        id_: each.picked - each.shipped
        for id_, each in handled([order.id])[order.id].items()
        if each.picked > each.shipped
    }
    wanted = dict(lines) if lines is not None else ready
    if not wanted or any(not 0 < pieces <= ready.get(id_, 0) for id_, pieces in wanted.items()):
        raise Refused(_("Of order %(number)s not so much is picked.") % {"number": order.number})
    return wanted


def _units(serials: Sequence[str]) -> list[Unit]:
    """The units of these serials. Raises Refused naming the first that cannot leave."""
    found = devices.units_by_serials(serials)
    cleaned = [devices.normal(each) for each in serials]
    if twice := next((each for each, often in Counter(cleaned).items() if often > 1), None):
        raise Refused(_("%(serial)s stands here twice.") % {"serial": twice})
    if unknown := next((each for each in cleaned if each not in found), None):
        raise Refused(_("There is no unit %(serial)s.") % {"serial": unknown})
    units = [found[each] for each in cleaned]
    ids = [unit.id for unit in units]
    if gone := next((unit for unit in units if unit.id in devices.retired(ids)), None):
        raise Refused(_("Unit %(serial)s is never sent again.") % {"serial": gone.serial})
    away = ShippedUnit.objects.filter(unit__in=ids, back_at=None).values_list("unit__serial", flat=True)
    if first := away.order_by("id").first():
        raise Refused(_("Unit %(serial)s is with somebody already.") % {"serial": first})
    return units


def _bound(wanted: Mapping[int, int], units: Sequence[Unit]) -> list[tuple[int, Unit]]:
    """(line id, unit) for every piece. Raises Refused unless the units are exactly the pieces, by variant."""
    shelf: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        shelf[unit.variant_id].append(unit)
    variants = dict(OrderLine.objects.filter(id__in=wanted).values_list("id", "variant_id"))
    places: list[tuple[int, Unit]] = []
    for line_id, pieces in sorted(wanted.items()):
        mine = shelf[variants[line_id]]
        if len(mine) < pieces:
            raise Refused(
                _("%(pieces)s pieces leave, and the serials of %(serials)s fit. Name each unit once.")
                % {"pieces": sum(wanted.values()), "serials": len(places) + len(mine)}
            )
        places += [(line_id, mine.pop(0)) for _piece in range(pieces)]
    if left := next((unit for rest in shelf.values() for unit in rest), None):
        raise Refused(_("Unit %(serial)s belongs to nothing in this box.") % {"serial": left.serial})
    return places


def _tell_shipped(order: Order, box: Shipment, *, at: datetime) -> None:
    if not order.replay:
        notify(
            [order.fan_id], kind="order_shipped",
            data={"number": order.number, "carrier": box.carrier, "tracking": box.tracking},
            about=ref(order), at=at, key_prefix=f"order_shipped:{box.id}",
        )  # fmt: skip


@dataclass(frozen=True)
class Leaving:
    """One row of a day's boxes: which order, with whom, under which number, which units; from which line."""

    number: str
    carrier: str
    tracking: str
    serials: tuple[str, ...]
    line: int = 0


@transaction.atomic
def ship_set(
    *, boxes: Sequence[Leaving], by: Member | None, at: datetime, look: bool = False
) -> tuple[list[Shipment], dict[int, str]]:
    """Send a day's boxes; returns what left, and by line why something cannot: then nothing has left.

    Sent again, nothing leaves twice. With `look` nothing is kept: the answer is what would happen.
    """
    found = {row.number: row for row in Order.objects.filter(number__in=[each.number for each in boxes])}
    left, refused = list[Shipment](), dict[int, str]()
    for each in boxes:
        if each.number not in found:
            refused[each.line] = _("There is no order %(number)s.") % {"number": each.number}
            continue
        try:
            with transaction.atomic():
                left.append(
                    ship(
                        order=found[each.number], carrier=each.carrier, tracking=each.tracking,
                        serials=each.serials, by=by, at=at,
                        lines=lines_for(order=found[each.number], serials=each.serials),
                    )
                )  # fmt: skip
        except Refused as problem:
            refused[each.line] = str(problem)
    if look or refused:
        transaction.set_rollback(True)
    return left, refused
