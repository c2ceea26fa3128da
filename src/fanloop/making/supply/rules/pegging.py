"""Pegging: join every planned quantity to the demand that caused it, all the way up.

What is asked of a part in a week comes in pieces: direct demand, and the pegs of its parents' orders times the
quantity per parent. Pieces are served first come, first served from stock, scheduled receipts and planned
orders in the order they arrive; safety stock is served first of all. What is left of an order when
everybody is served is lot rounding; what a yield below one makes unfit is loss. Nothing is divided, so all
sums are exact.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TypeVar

from fanloop.making.supply.rules.explode import EXACT
from fanloop.making.supply.rules.mrp import ZERO, Plan, PlannedOrder
from fanloop.making.supply.rules.terms import Terms

Key = TypeVar("Key", bound=Hashable)

DEMAND = "demand"
LOT_ROUNDING = "lot rounding"
SAFETY_STOCK = "safety stock"
BACKORDER = "backorder"
LOSS = "loss"
NOBODY = frozenset({LOT_ROUNDING, SAFETY_STOCK, LOSS})


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is made. `kind` is DEMAND, LOT_ROUNDING, SAFETY_STOCK, BACKORDER or LOSS.

    For DEMAND `part`, `week` and `ref` are those of the demand; else `part` is the part whose lot rule, safety
    stock, backorder or yield it is, which may stand above the pegged part, and `week` is the week of that lot.
    """

    kind: str
    part: str
    week: int = 0
    ref: str = ""

    @property
    def nobody(self) -> bool:
        """Nobody asked for these."""
        return self.kind in NOBODY


@dataclass(frozen=True, slots=True)
class Peg:
    """`quantity` of planned order `order` goes into planned order `parent` (None: not into one) because of `cause`."""

    order: int
    parent: int | None
    cause: Cause
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class _Piece:
    week: int
    parent: int | None
    cause: Cause
    quantity: Decimal


def peg(plan: Plan) -> tuple[Peg, ...]:
    """Pegs of all planned orders, by order number; those of one order add up to its quantity exactly."""
    orders: dict[str, list[PlannedOrder]] = defaultdict(list)
    for order in plan.orders:
        orders[order.part].append(order)
    asked = _direct(plan)
    pegs: list[Peg] = []
    with localcontext(EXACT):
        for part, own in orders.items():
            fresh = _serve(own, asked.pop(part, []), plan.terms.get(part, Terms()))
            pegs += fresh
            children = plan.bill.children[part]
            release = {order.number: order.release for order in own}
            for child, per in children:
                asked[child] += [
                    _Piece(release[one.order], one.order, one.cause, one.quantity * per) for one in fresh
                ]
    return tuple(pegs)


def by_parent(pegs: Iterable[Peg]) -> dict[int | None, Decimal]:
    """Single-level pegs: how much goes into which order one level up; None is direct demand and nobody."""
    return _summed((one.parent, one.quantity) for one in pegs)


def by_cause(pegs: Iterable[Peg]) -> dict[Cause, Decimal]:
    """Full pegs: how much each demand at the very top, or nobody, caused."""
    return _summed((one.cause, one.quantity) for one in pegs)


def pegs_of(pegs: Iterable[Peg], orders: Iterable[int]) -> tuple[Peg, ...]:
    """The pegs of some planned orders, such as all those bought by one purchase line."""
    numbers = frozenset(orders)
    return tuple(one for one in pegs if one.order in numbers)


def nobody(pegs: Iterable[Peg]) -> dict[str, Decimal]:
    """What nobody asked for, by its name: lot rounding, safety stock."""
    return _summed((one.cause.kind, one.quantity) for one in pegs if one.cause.nobody)


def _summed(pairs: Iterable[tuple[Key, Decimal]]) -> dict[Key, Decimal]:
    sums: dict[Key, Decimal] = {}
    with localcontext(EXACT):
        for key, quantity in pairs:
            sums[key] = sums.get(key, ZERO) + quantity
    return sums


def _direct(plan: Plan) -> defaultdict[str, list[_Piece]]:
    asked: defaultdict[str, list[_Piece]] = defaultdict(list)
    for wish in plan.demand:
        cause = Cause(DEMAND, wish.part, wish.week, wish.ref)
        asked[wish.part].append(_Piece(wish.week, None, cause, Decimal(wish.quantity)))
    return asked


def _serve(orders: Sequence[PlannedOrder], asked: Sequence[_Piece], terms: Terms) -> list[Peg]:
    """Hand supplies out in the order they arrive; both sides by week, so no piece waits for a later order."""
    part = orders[0].part
    pieces = [*_debts(part, terms), *sorted(asked, key=lambda piece: piece.week)]
    pegs: dict[tuple[int, int | None, Cause], Decimal] = defaultdict(Decimal)
    waiting = iter(pieces)
    piece = next(waiting, None)
    open_ = piece.quantity if piece else ZERO
    for order, supply in _supplies(orders, terms):
        left = supply
        while left and piece:
            taken = min(left, open_)
            if order and taken:
                pegs[order.number, piece.parent, piece.cause] += taken
            left, open_ = left - taken, open_ - taken
            if not open_:
                piece = next(waiting, None)
                open_ = piece.quantity if piece else ZERO
        if order and left:
            pegs[order.number, None, Cause(LOT_ROUNDING, part, order.due)] += left
        if order and supply < order.quantity:
            pegs[order.number, None, Cause(LOSS, part, order.due)] += order.quantity - supply
    return [Peg(number, parent, cause, quantity) for (number, parent, cause), quantity in pegs.items()]


def _debts(part: str, terms: Terms) -> list[_Piece]:
    """What a part owes before anyone asks: backorders (stock below zero) and its safety stock."""
    owed = ((BACKORDER, -min(terms.on_hand, ZERO)), (SAFETY_STOCK, terms.safety))
    return [_Piece(0, None, Cause(kind, part), quantity) for kind, quantity in owed if quantity > 0]


def _supplies(orders: Sequence[PlannedOrder], terms: Terms) -> list[tuple[PlannedOrder | None, Decimal]]:
    """Stock, then week by week the scheduled receipt before the planned order."""
    rows: list[tuple[int, int, PlannedOrder | None, Decimal]] = [(0, 0, None, max(terms.on_hand, ZERO))]
    rows += [(week, 1, None, quantity) for week, quantity in enumerate(terms.receipts)]
    rows += [(order.due, 2, order, order.quantity * terms.yields) for order in orders]
    return [(order, quantity) for _, _, order, quantity in sorted(rows, key=lambda row: row[:2])]
