"""Keeping made units for orders, and taking them from the shelf. Both in sets: a day's work is one act."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.entering import enter, tell
from fanloop.selling.orders.actions.holding import look_at
from fanloop.selling.orders.models import Allocation, Order, Pick
from fanloop.selling.orders.queries import present_states
from fanloop.selling.orders.queries.held import held_back
from fanloop.selling.orders.queries.logistics import free_units, handled, wants, whole
from fanloop.selling.orders.queries.paid import underpaid
from fanloop.selling.orders.rules.allocation import allot
from fanloop.selling.orders.rules.states import State, after_handling

_SHELF_LOCK = 71_012
_TOLD: dict[State, str] = {"delivered": "order_delivered"}


@dataclass(frozen=True)
class Kept:
    """What an allocation did: orders that got something, and pieces."""

    orders: int
    pieces: int


@transaction.atomic
def allocate(
    *, by: Member | None, at: datetime, orders: Collection[int] | None = None, parts: bool = False
) -> Kept:
    """Keep made units for paid orders by their place in line: for all of them, or for `orders` alone.

    Chosen orders are taken in the same line, so choosing does not overtake: what those before them lack is
    kept back. With `parts` the first takes what there is. Two allocations at once follow one another.
    Who waits for a word of somebody is not in line.
    """
    _shelf()
    look_at(orders=[want.order_id for want in wants()], at=at)
    every = wants()
    given = allot(every, free=free_units(), parts=parts)
    chosen = {want.line_id: want.order_id for want in every if orders is None or want.order_id in orders}
    rows = [
        Allocation(line_id=line_id, quantity=pieces, by=by, at=at)
        for line_id, pieces in given.items()
        if line_id in chosen
    ]
    Allocation.objects.bulk_create(rows, batch_size=2_000)
    served = {chosen[row.line_id] for row in rows}
    advance(orders=served, by=by.fan if by else None, at=at)
    return Kept(len(served), sum(row.quantity for row in rows))


@transaction.atomic
def pick(*, orders: Collection[int], by: Member | None, at: datetime) -> int:
    """Take from the shelf what is kept for these orders; returns pieces. Picked again, nothing is left to pick.

    What waits for a word of somebody stays, and what has become dearer until the rest has come. From here on addresses stand still and nobody steps out.
    """
    _lock(orders)
    look_at(orders=orders, at=at)
    waiting = held_back(orders) | underpaid(orders)
    orders = [id_ for id_ in orders if id_ not in waiting]
    states = present_states(orders)
    rows = [
        Pick(line_id=line_id, quantity=each.allocated - each.picked, by=by, at=at)
        for order_id, lines in handled(orders).items()
        if states.get(order_id) in {"paid", "allocated"}
        for line_id, each in lines.items()
        if each.allocated > each.picked
    ]
    Pick.objects.bulk_create(rows, batch_size=2_000)
    advance(orders=orders, by=by.fan if by else None, at=at)
    return sum(row.quantity for row in rows)


def advance(*, orders: Collection[int], by: Fan | None, at: datetime) -> None:
    """Let these orders enter the states that all of their pieces have reached."""
    states, counts = present_states(orders), handled(orders)
    reached: dict[State, list[int]] = {}
    for id_, state in states.items():
        each = whole(counts[id_].values())
        for following in after_handling(
            state, ordered=each.ordered, allocated=each.allocated, picked=each.picked, shipped=each.shipped,
            delivered=each.delivered,
        ):  # fmt: skip
            reached.setdefault(following, []).append(id_)
    for following, ids in reached.items():
        enter(ids, following, by=by, at=at)
        if following in _TOLD:
            tell(ids, _TOLD[following], at=at)


def _shelf() -> None:
    """Who allocates or ships counts the same shelf: one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SHELF_LOCK])


def _lock(orders: Collection[int]) -> None:
    """The orders' rows in the order of their ids: cancelling and picking at once meet here."""
    list(Order.objects.select_for_update(no_key=True).filter(id__in=orders).order_by("id"))
