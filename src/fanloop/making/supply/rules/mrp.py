"""Time-phased material requirements planning (MRP) for all parts, by low-level code.

Per part: gross requirement from direct demand and from the releases of its parents, netting, lots, then each
lot is released `lead` weeks before it is due. A release that would lie before this week is past due: it is
put into week 0 and says how many weeks it comes too late. Plain Python; exact decimals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from fanloop.making.supply.rules.explode import EXACT, Structure
from fanloop.making.supply.rules.lots import LOT_FOR_LOT, LotRule
from fanloop.making.supply.rules.netting import ZERO, WeekRecord, net_weeks


@dataclass(frozen=True)
class Demand:
    """`quantity` of `part` wanted at the start of `week` (0 is this week). `ref` says whose wish it is."""

    part: str
    week: int
    quantity: int | Decimal
    ref: str = ""


@dataclass(frozen=True)
class Terms:
    """How a part is stocked and obtained; quantities in its own unit, `lead` in whole weeks."""

    on_hand: Decimal = ZERO
    safety: Decimal = ZERO
    lead: int = 0
    lot: LotRule = LOT_FOR_LOT
    receipts: tuple[Decimal, ...] = ()


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
    """Planned orders, parents before children and by week; `records[part]` has one record per week."""

    weeks: int
    orders: tuple[PlannedOrder, ...]
    records: Mapping[str, tuple[WeekRecord, ...]]
    demand: tuple[Demand, ...]
    bill: Structure
    terms: Mapping[str, Terms] = field(default_factory=dict)

    @property
    def past_due(self) -> tuple[PlannedOrder, ...]:
        """Orders that should have been started before this week."""
        return tuple(order for order in self.orders if order.past_due)


def plan(bill: Structure, demand: Iterable[Demand], terms: Mapping[str, Terms], *, weeks: int) -> Plan:
    """Plan `weeks` weeks. Parts without terms are lot-for-lot, without stock, in zero weeks.

    Parts that nobody needs and whose stock is in order are left out of `records`. 10,000 lines × 52 weeks take
    about a second. Raises `KeyError` for a demand of an unknown part, `ValueError` for a week outside the
    plan or a negative quantity or lead time.
    """
    wanted = tuple(demand)
    with localcontext(EXACT):
        gross = _direct(bill, wanted, weeks)
        orders: list[PlannedOrder] = []
        records: dict[str, tuple[WeekRecord, ...]] = {}
        for part in bill.parts:
            own = terms.get(part, Terms())
            if part not in gross and own.on_hand >= own.safety and not own.receipts:
                continue
            rows = net_weeks(
                gross.get(part, [ZERO] * weeks),
                receipts=own.receipts,
                on_hand=own.on_hand,
                safety=own.safety,
                lot=own.lot,
            )
            records[part] = rows
            fresh = _released(part, rows, own.lead, len(orders))
            orders += fresh
            _ask_children(gross, bill, fresh, weeks)
    return Plan(weeks=weeks, orders=tuple(orders), records=records, demand=wanted, bill=bill, terms=terms)


def _direct(bill: Structure, demand: Sequence[Demand], weeks: int) -> dict[str, list[Decimal]]:
    gross: dict[str, list[Decimal]] = {}
    for wish in demand:
        bill.children[wish.part]
        if not 0 <= wish.week < weeks or wish.quantity < 0:
            raise ValueError(
                f"{wish.quantity} of {wish.part!r} in week {wish.week} of a plan of {weeks} weeks"
            )
        row = gross.setdefault(wish.part, [ZERO] * weeks)
        row[wish.week] += Decimal(wish.quantity)
    return gross


def _released(part: str, rows: Sequence[WeekRecord], lead: int, first: int) -> list[PlannedOrder]:
    if lead < 0:
        raise ValueError(f"{part!r} cannot take {lead} weeks")
    due = [(week, row) for week, row in enumerate(rows) if row.planned]
    return [
        PlannedOrder(
            number=number,
            part=part,
            quantity=row.planned,
            needed=row.net,
            release=max(0, week - lead),
            due=week,
            late=max(0, lead - week),
        )
        for number, (week, row) in enumerate(due, first)
    ]


def _ask_children(
    gross: dict[str, list[Decimal]], bill: Structure, orders: Sequence[PlannedOrder], weeks: int
) -> None:
    if not orders:
        return
    for child, quantity in bill.children[orders[0].part]:
        row = gross.setdefault(child, [ZERO] * weeks)
        for order in orders:
            row[order.release] += quantity * order.quantity
