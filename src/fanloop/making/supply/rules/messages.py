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


def messages(net: Network, made: Netted, receipts: Whole) -> list[Message]:
    """All messages of a whole plan, by part and week."""
    found = [*_late(net, made), *_moves(net, made, receipts), *_excess(net, made)]
    return sorted(found, key=lambda one: (net.place[one.part], one.week, one.code))


def _late(net: Network, made: Netted) -> list[Message]:
    """Lots that cannot be there in time: because of the lead time alone, or of the frozen weeks."""
    earliest = net.own.lead + net.own.fence
    weeks = np.arange(made.due.shape[1])
    late = (made.due > 0) & (weeks < earliest[:, None])
    return [
        Message(
            code=Code.LATE_START if week < net.own.lead[at] else Code.FROZEN,
            part=net.parts[at],
            quantity=int(made.due[at, week]) * net.pack[at],
            week=week,
            better=int(earliest[at]),
        )
        for at, week in np.argwhere(late).tolist()
    ]


def needed_in(net: Network, made: Netted, receipts: Whole) -> tuple[Places, Places, Places]:
    """Item, week due and week first needed of every scheduled receipt; the number of weeks when it never is."""
    at, due = np.nonzero(receipts)
    before = (np.cumsum(receipts, axis=1) - receipts)[at, due]
    carried = net.own.stock[at] + before - net.own.safety[at]
    needed = (np.cumsum(made.gross[at], axis=1) <= carried[:, None]).sum(axis=1)
    return at, due, needed


def _moves(net: Network, made: Netted, receipts: Whole) -> list[Message]:
    never, found = receipts.shape[1], []
    for at, due, needed in zip(*(one.tolist() for one in needed_in(net, made, receipts)), strict=True):
        if needed != due:
            code = Code.CANCEL if needed == never else Code.EXPEDITE if needed < due else Code.DEFER
            quantity = int(receipts[at, due]) * net.grain[at]
            better = None if needed == never else needed
            found.append(Message(code, net.parts[at], quantity, due, better))
    return found


def _excess(net: Network, made: Netted) -> list[Message]:
    """What lies on the shelf beyond all that is asked and the safety stock."""
    over = net.own.stock - net.own.safety - made.gross.sum(axis=1)
    return [
        Message(Code.EXCESS, net.parts[at], int(over[at]) * net.grain[at], 0)
        for at in np.flatnonzero((over > 0) & (net.own.stock > 0)).tolist()
    ]
