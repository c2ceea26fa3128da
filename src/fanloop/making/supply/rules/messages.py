"""What a planner should look at: one message per thing to do, with its reason as a code.

Scheduled receipts are used in the order they come. The week in which each is first needed is the first one that
stock and the receipts before it do not carry above the safety stock; compared with the week it is due in, that
says whether to hurry it, to put it off, or to take it back.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from fanloop.making.supply.rules.kernel import Netted
from fanloop.making.supply.rules.network import Network, Places, Whole


class Code(StrEnum):
    """Why a message: the lot should have started; it may not start yet; move a receipt; nobody needs this."""

    LATE_START = "late_start"
    FROZEN = "frozen"
    EXPEDITE = "expedite"
    DEFER = "defer"
    CANCEL = "cancel"
    EXCESS = "excess"


@dataclass(frozen=True, slots=True)
class Message:
    """`quantity` of `part` that stands for `week`; `better` is the week it should be, where there is one.

    For lots `week` is the one they are needed in and `better` the first they can be there.
    """

    code: Code
    part: str
    quantity: Decimal
    week: int
    better: int | None = None


@dataclass(frozen=True)
class Found:
    """Messages of one code as columns: items, weeks, the better weeks (-1 for none) and grains, or packs of lots."""

    code: Code
    places: Places
    weeks: Places
    better: Places
    count: Whole


def found(net: Network, made: Netted, receipts: Whole) -> list[Found]:
    """All messages of a whole plan as columns."""
    return [*_late(net, made), *_moves(net, made, receipts), _excess(net, made)]


def messages(net: Network, made: Netted, receipts: Whole) -> list[Message]:
    """All messages of a whole plan, by part and week."""
    told = [
        Message(one.code, net.parts[at], int(count) * each[at], week, better if better >= 0 else None)
        for one in found(net, made, receipts)
        for each in [net.pack if one.code in {Code.LATE_START, Code.FROZEN} else net.grain]
        for at, week, better, count in zip(
            one.places.tolist(), one.weeks.tolist(), one.better.tolist(), one.count.tolist(), strict=True
        )
    ]
    return sorted(told, key=lambda one: (net.place[one.part], one.week, one.code))


def _late(net: Network, made: Netted) -> list[Found]:
    """Lots that cannot be there in time: because of the lead time alone, or of the frozen weeks."""
    earliest = net.own.lead + net.own.fence
    soon = made.due[:, : max(1, int(earliest.max(initial=0)))]
    at, week = np.nonzero((soon > 0) & (np.arange(soon.shape[1]) < earliest[:, None]))
    must = week < net.own.lead[at]
    return [
        Found(code, at[which], week[which], earliest[at[which]], soon[at[which], week[which]])
        for code, which in ((Code.LATE_START, must), (Code.FROZEN, ~must))
    ]


def _moves(net: Network, made: Netted, receipts: Whole) -> list[Found]:
    at, due = np.nonzero(receipts)
    before = (np.cumsum(receipts, axis=1) - receipts)[at, due]
    carried = net.own.stock[at] + before - net.own.safety[at]
    needed = (np.cumsum(made.gross[at], axis=1) <= carried[:, None]).sum(axis=1)
    never = needed == receipts.shape[1]
    cases = ((Code.EXPEDITE, needed < due), (Code.DEFER, (needed > due) & ~never), (Code.CANCEL, never))
    better = np.where(never, -1, needed)
    return [
        Found(code, at[which], due[which], better[which], receipts[at[which], due[which]])
        for code, which in cases
    ]


def _excess(net: Network, made: Netted) -> Found:
    """What lies on the shelf beyond all that is asked and the safety stock."""
    over = net.own.stock - net.own.safety - made.gross.sum(axis=1)
    at = np.flatnonzero((over > 0) & (net.own.stock > 0))
    return Found(Code.EXCESS, at, np.zeros_like(at), np.full_like(at, -1), over[at])
