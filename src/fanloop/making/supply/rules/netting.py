"""Netting: what of a part is missing in each week, and what the lots then leave in stock.

The MRP record of the textbooks, one row per week:
stock at the end = stock before + scheduled receipts + planned receipts - gross. When it would end below the
safety stock, the shortage is the net requirement, and a lot that covers it is due in that very week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fanloop.making.supply.rules.lots import LOT_FOR_LOT, LotRule

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class WeekRecord:
    """One part in one week, in the part's own unit; `stock` is what is left at the week's end."""

    gross: Decimal
    receipts: Decimal
    net: Decimal
    planned: Decimal
    stock: Decimal


def net_weeks(
    gross: Sequence[Decimal],
    *,
    receipts: Sequence[Decimal] = (),
    on_hand: Decimal = ZERO,
    safety: Decimal = ZERO,
    lot: LotRule = LOT_FOR_LOT,
) -> tuple[WeekRecord, ...]:
    """One record per week of `gross`. `receipts` may be shorter: the weeks missing receive nothing.

    `on_hand` below zero is a backorder and is made good in the first week. After every week the stock is at
    least `safety`. Raises `ValueError` for receipts beyond the weeks of `gross`, negative receipts or gross.
    """
    if len(receipts) > len(gross):
        raise ValueError(f"receipts for {len(receipts)} weeks in a plan of {len(gross)}")
    if min(gross, default=ZERO) < 0 or min(receipts, default=ZERO) < 0:
        raise ValueError("gross requirements and receipts are zero or more")
    coming = [*receipts, *[ZERO] * (len(gross) - len(receipts))]
    stock, records = on_hand, []
    for needed, received in zip(gross, coming, strict=True):
        stock += received - needed
        net = max(safety - stock, ZERO)
        planned = lot.size(net)
        stock += planned
        records.append(WeekRecord(needed, received, net, planned, stock))
    return tuple(records)
