"""Partners who sell: their channels, prices and orders. A partner sees its own, the desk all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from fanloop.foundation.viewer import Viewer
from fanloop.selling.orders.models import Channel, ChannelOrder, ChannelPrice, Order, OrderLine
from fanloop.selling.orders.rules.channel_orders import Asked, read_orders
from fanloop.selling.orders.rules.sheets import Fault

__all__ = [
    "Channel",
    "Checked",
    "Room",
    "channel",
    "channels",
    "check",
    "orders_of_channel",
    "prices_of",
    "references",
    "room",
]


@dataclass(frozen=True)
class Checked:
    """What a partner's table would do: orders that are new, known ones, and faults by line and column."""

    fresh: list[Asked]
    known: list[Asked]
    faults: list[Fault]

    @property
    def pieces(self) -> int:
        return sum(each.pieces for each in self.fresh)


@dataclass(frozen=True)
class Room:
    """Pieces of a channel: agreed on, and still free."""

    total: int
    left: int


def channels(*, viewer: Viewer) -> list[Channel]:
    """All channels for who runs them or sees orders, the partner's own for its people."""
    rows = Channel.objects.select_related("partner", "market", "book", "pool").order_by("partner__name", "id")
    if viewer.may("channels.run") or viewer.may("orders.see"):
        return list(rows)
    return list(rows.filter(partner=viewer.partner_id)) if viewer.partner_id else []


def channel(channel_id: int, *, viewer: Viewer) -> Channel | None:
    """One channel by its id, None when it is not the viewer's to see."""
    return next((row for row in channels(viewer=viewer) if row.id == channel_id), None)


def prices_of(row: Channel) -> dict[str, ChannelPrice]:
    """SKU → the price that holds now, by the maker's order of variants."""
    rows = ChannelPrice.objects.filter(channel=row, ended_at=None).select_related("variant")
    return {each.variant.sku: each for each in rows.order_by("variant__position", "variant_id")}


def room(row: Channel) -> Room:
    return Room(row.pool.total, row.pool.remaining)


def check(row: Channel, text: str) -> Checked:
    """Read a partner's table and say what it would do; nothing is written.

    A reference that is known with the same pieces is harmless; with others it is a fault.
    """
    asked, faults = read_orders(text, skus=dict.fromkeys(prices_of(row), 1))
    known = _known(row, [each.reference for each in asked])
    same = [each for each in asked if known.get(each.reference) == sorted(each.lines)]
    changed = [each for each in asked if each.reference in known and each not in same]
    fresh = [each for each in asked if each.reference not in known]
    faults += [Fault(each.line, "reference", "taken", each.reference) for each in changed]
    left = room(row).left
    for each in fresh:
        left -= each.pieces
        if left < 0:
            faults.append(Fault(each.line, "quantity", "too_many", str(each.pieces)))
    return Checked(fresh, same, sorted(faults, key=lambda fault: fault.line))


def _known(row: Channel, references: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """Reference → pieces by SKU of orders that were placed under it."""
    found: dict[str, list[tuple[str, int]]] = {}
    placed = ChannelOrder.objects.filter(channel=row, reference__in=references)
    ids = dict(placed.values_list("order_id", "reference"))
    lines = OrderLine.objects.filter(order__in=ids).select_related("variant")
    for line in lines:
        found.setdefault(ids[line.order_id], []).append((line.variant.sku, line.quantity))
    return {reference: sorted(pieces) for reference, pieces in found.items()}


def orders_of_channel(row: Channel) -> QuerySet[Order]:
    """The orders of a channel, newest first."""
    mine = ChannelOrder.objects.filter(channel=row).values("order")
    return Order.objects.select_related("book", "market", "fan").filter(id__in=mine).order_by("-at", "-id")


def references(order_ids: Collection[int]) -> dict[int, ChannelOrder]:
    """Order id → the partner's own number of it, with the channel."""
    rows = ChannelOrder.objects.filter(order__in=order_ids).select_related("channel__partner")
    return {row.order_id: row for row in rows}
