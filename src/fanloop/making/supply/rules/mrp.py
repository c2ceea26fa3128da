"""Time-phased material requirements planning (MRP) for all parts, by low-level code.

Per part: gross requirement from direct demand and from the releases of its parents, netting, lots, then each
lot is released `lead` weeks before it is due. A release that would lie before this week, or in a week that is
frozen, is past due: it is put into the first week that is open and says how many weeks it comes too late.

This is the edge in exact decimals; `kernel` does the work on arrays of whole numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

import numpy as np

from fanloop.making.supply.rules.explode import EXACT, Structure
from fanloop.making.supply.rules.kernel import Netted, replan
from fanloop.making.supply.rules.messages import Message, messages
from fanloop.making.supply.rules.network import Network, Whole, network
from fanloop.making.supply.rules.terms import Terms

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class WeekRecord:
    """One part in one week, in the part's own unit; `stock` is what is left at the week's end."""

    gross: Decimal
    receipts: Decimal
    net: Decimal
    planned: Decimal
    stock: Decimal


@dataclass(frozen=True)
class Demand:
    """`quantity` of `part` wanted at the start of `week` (0 is this week). `ref` says whose wish it is."""

    part: str
    week: int
    quantity: int | Decimal
    ref: str = ""


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """A lot to be made or bought: start it in week `release` so that it is there in week `due`.

    `number` is its place in the plan. `needed` is the net requirement that called for it; `quantity` minus
    `needed` is what the lot rule added. `late` counts the weeks that are missing: above zero is past due.
    """

    number: int
    part: str
    quantity: Decimal
    needed: Decimal
    release: int
    due: int
    late: int

    @property
    def past_due(self) -> bool:
        """Whether it should have been started before this week."""
        return self.late > 0


@dataclass(frozen=True)
class Plan:
    """Planned orders, parents before children and by week; `records[part]` has one record per week.

    `messages` say what a person should look at, and why.
    """

    weeks: int
    orders: tuple[PlannedOrder, ...]
    records: Mapping[str, tuple[WeekRecord, ...]]
    demand: tuple[Demand, ...]
    bill: Structure
    terms: Mapping[str, Terms] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()

    @property
    def past_due(self) -> tuple[PlannedOrder, ...]:
        """Orders that should have been started before this week."""
        return tuple(order for order in self.orders if order.past_due)


def plan(bill: Structure, demand: Iterable[Demand], terms: Mapping[str, Terms], *, weeks: int) -> Plan:
    """Plan `weeks` weeks. Parts without terms are lot-for-lot, without stock, in zero weeks.

    Parts that nobody needs and whose stock is in order are left out of `records`. Raises `KeyError` for a demand
    of an unknown part, `ValueError` for a week outside the plan, a negative quantity or lead time, receipts that
    are below nothing or beyond the plan, and `TooLargeError` (a `ValueError`) instead of rounding.
    """
    wanted = tuple(demand)
    with localcontext(EXACT):
        net = network(bill, terms, finest={wish.quantity for wish in wanted})
        coming = receipts_of(net, weeks)
        made = replan(net, demand_of(net, wanted, weeks), coming)
        return Plan(
            weeks=weeks,
            orders=tuple(_orders(net, made)),
            records=_records(net, made, coming),
            demand=wanted,
            bill=bill,
            terms=terms,
            messages=tuple(messages(net, made, coming)),
        )


def demand_of(net: Network, demand: Sequence[Demand], weeks: int) -> Whole:
    """Direct demand as items × weeks, in grains."""
    rows = np.zeros((len(net.parts), weeks))
    for wish in demand:
        at = net.place[wish.part]
        if not 0 <= wish.week < weeks or wish.quantity < 0:
            raise ValueError(
                f"{wish.quantity} of {wish.part!r} in week {wish.week} of a plan of {weeks} weeks"
            )
        rows[at, wish.week] += net.grains(at, wish.quantity)
    return rows


def receipts_of(net: Network, weeks: int) -> Whole:
    """Scheduled receipts as items × weeks, in grains."""
    rows = np.zeros((len(net.parts), weeks))
    for at, coming in net.receipts.items():
        if len(coming) > weeks or min(coming) < 0:
            raise ValueError(f"receipts of {net.parts[at]!r} are zero or more, and none after {weeks} weeks")
        rows[at, : len(coming)] = [net.grains(at, quantity) for quantity in coming]
    return rows


def _orders(net: Network, made: Netted) -> list[PlannedOrder]:
    return [
        PlannedOrder(
            number=number,
            part=net.parts[at],
            quantity=int(made.due[at, week]) * net.pack[at],
            needed=int(made.need[at, week]) * net.grain[at],
            release=max(week - int(net.own.lead[at]), int(net.own.fence[at])),
            due=week,
            late=max(0, int(net.own.fence[at] + net.own.lead[at]) - week),
        )
        for number, (at, week) in enumerate(np.argwhere(made.due > 0).tolist())
    ]


def _records(net: Network, made: Netted, coming: Whole) -> dict[str, tuple[WeekRecord, ...]]:
    """Only of parts that are asked for, come or lie too low."""
    stirred = made.gross.any(axis=1) | coming.any(axis=1) | (net.own.stock < net.own.safety)
    return {net.parts[at]: _record(net, made, coming, at) for at in np.flatnonzero(stirred).tolist()}


def _record(net: Network, made: Netted, coming: Whole, at: int) -> tuple[WeekRecord, ...]:
    grain, pack = net.grain[at], net.pack[at]
    rows = zip(made.gross[at], coming[at], made.need[at], made.due[at], made.left[at], strict=True)
    return tuple(
        WeekRecord(
            int(asked) * grain, int(received) * grain, int(need) * grain, int(packs) * pack, int(left) * grain
        )
        for asked, received, need, packs, left in rows
    )
