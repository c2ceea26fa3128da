"""What a drop would have sold had there been enough, from how it sold and who came too late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from fanloop.making.demand.rules.censoring import came
from fanloop.selling.stock.rules.attempts import LOGGED, SellOut

Method = Literal["enough", "fall", "bound", "drawn"]


@dataclass(frozen=True)
class DropDemand:
    """Pieces: at least `low`, most likely `median`, at most `high`; neither where no upper end can be told.

    `method` is enough (not sold out, so nothing was cut off), fall (from how fast fewer came), bound (who came after
    the end is not known, or too few, or no fewer came) or drawn (people came to a draw, at no rate of their own).
    """

    low: int
    median: int | None
    high: int | None
    method: Method


def looked_until(sold: SellOut) -> datetime | None:
    """When the door had seen what it writes down of a sell-out; None for what was not sold out."""
    return sold.sold_out_at + LOGGED if sold.sold_out_at else None


def drop_demand(sold: SellOut, *, is_drawn: bool, entered: int = 0) -> DropDemand:
    """`entered` people came to the draw of a drop that `is_drawn`; each of them counts as one piece at least."""
    showed = sold.pieces_sold + sum(each.quantity for each in sold.in_vain)
    if sold.sold_out_at is None:
        return DropDemand(sold.pieces_sold, sold.pieces_sold, sold.pieces_sold, "enough")
    if is_drawn:
        return DropDemand(max(showed, entered), None, None, "drawn")
    until = sold.sold_out_at + LOGGED
    tried = [
        *((each.at, each.quantity) for each in sold.sold),
        *((each.at, each.quantity) for each in sold.in_vain),
    ]
    seen = [(max(timedelta(), at - sold.opened_at), pieces) for at, pieces in tried if at <= until]
    if not seen or until <= sold.opened_at:
        return DropDemand(showed, None, None, "bound")
    each = sum(pieces for _, pieces in seen) / len(seen)
    wanted = came(
        [after.total_seconds() for after, _ in seen], until=(until - sold.opened_at).total_seconds()
    )
    low = max(showed, int(wanted.low * each))
    if wanted.point is None or wanted.high is None or not any(at > sold.sold_out_at for at, _ in tried):
        return DropDemand(low, None, None, "bound")
    return DropDemand(low, max(low, round(wanted.point * each)), max(low, round(wanted.high * each)), "fall")
