"""Material requirements planning as a first program would write it: part by part, week by week, exact decimals.

The oracle that the array kernel must agree with, in tests for every bill that can be made up and in
`bench/plan.py` at full size. Shares nothing with the kernel but the words (Demand, Terms, Plan).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from fanloop.making.supply.rules.explode import EXACT, Structure
from fanloop.making.supply.rules.mrp import Demand, Plan, PlannedOrder, WeekRecord
from fanloop.making.supply.rules.terms import Terms

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """One part over all weeks."""

    part: str
    gross: list[Decimal]
    receipts: list[Decimal]
    need: list[Decimal]
    due: list[Decimal]
    left: list[Decimal]
    asked: bool


def walk(
    bill: Structure, demand: Iterable[Demand], terms: Mapping[str, Terms], *, weeks: int
) -> Iterator[Row]:
    """Every part, parents before children; a part's row is forgotten once it is handed out."""
    gross: dict[str, list[Decimal]] = {}
    for wish in demand:
        gross.setdefault(wish.part, [ZERO] * weeks)[wish.week] += Decimal(wish.quantity)
    with localcontext(EXACT):
        for part in bill.parts:
            own = terms.get(part, Terms())
            row = _row(part, gross.pop(part, [ZERO] * weeks), own)
            for child, per in bill.children[part]:
                asked = gross.setdefault(child, [ZERO] * weeks)
                for week, quantity in enumerate(row.due):
                    if quantity:
                        asked[max(week - own.lead, own.fence)] += per * quantity
            yield row


def plan(bill: Structure, demand: Iterable[Demand], terms: Mapping[str, Terms], *, weeks: int) -> Plan:
    """The same answer as `mrp.plan`, without its messages."""
    wanted = tuple(demand)
    orders: list[PlannedOrder] = []
    records = {}
    for row in walk(bill, wanted, terms, weeks=weeks):
        own = terms.get(row.part, Terms())
        if row.asked:
            columns = zip(row.gross, row.receipts, row.need, row.due, row.left, strict=True)
            records[row.part] = tuple(WeekRecord(*cell) for cell in columns)
        for week, quantity in enumerate(row.due):
            if quantity:
                start = max(week - own.lead, own.fence)
                late = start + own.lead - week
                orders.append(
                    PlannedOrder(len(orders), row.part, quantity, row.need[week], start, week, late)
                )
    return Plan(weeks, tuple(orders), records, wanted, bill, terms)


def _row(part: str, gross: list[Decimal], own: Terms) -> Row:
    weeks = len(gross)
    receipts = [*own.receipts, *[ZERO] * (weeks - len(own.receipts))]
    asked = any(gross) or any(receipts) or own.on_hand < own.safety
    need, due, left = [ZERO] * weeks, [ZERO] * weeks, [ZERO] * weeks
    stock = own.on_hand
    for week in range(weeks):
        stock += receipts[week] - gross[week]
        if stock < own.safety:
            until = min(week + own.periods, weeks)
            ahead = sum((gross[at] - receipts[at] for at in range(week + 1, until)), ZERO)
            need[week] = own.safety - stock + max(ahead, ZERO)
            due[week] = lot_of(need[week], own)
            stock += due[week] * own.yields
        left[week] = stock
    return Row(part, gross, receipts, need, due, left, bool(asked))


def lot_of(need: Decimal, own: Terms) -> Decimal:
    """The fewest whole packs that are good for `need` and not below the minimum."""
    packs, rest = divmod(need, own.lot.multiple * own.yields)
    least, more = divmod(own.lot.minimum, own.lot.multiple)
    return max(packs + bool(rest), least + bool(more)) * own.lot.multiple
