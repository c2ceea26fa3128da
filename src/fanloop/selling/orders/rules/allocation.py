"""Who gets the units that are made: whoever stands first in line, and nobody is passed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Want:
    """`quantity` more pieces of a variant for one line of an order; `turn` is the order's place among all."""

    line_id: int
    order_id: int
    variant_id: int
    quantity: int
    turn: int


def allot(wants: Sequence[Want], *, free: Mapping[int, int], parts: bool = False) -> dict[int, int]:
    """Line id → pieces it gets, out of `free` pieces by variant; lines that get nothing are left out.

    Orders are served by their turn. Without `parts` an order is served whole or not at all, and what the first
    one waits for is kept from those behind it: for as many pieces as the first still lacks, a later order of
    the same variant waits as well. With `parts` the first one takes what there is.
    """
    left, given = dict(free), dict[int, int]()
    for order in _by_turn(wants):
        if parts:
            for want in order:
                _take(want, min(want.quantity, left.get(want.variant_id, 0)), left, given)
            continue
        asked: dict[int, int] = {}
        for want in order:
            asked[want.variant_id] = asked.get(want.variant_id, 0) + want.quantity
        if all(left.get(variant, 0) >= pieces for variant, pieces in asked.items()):
            for want in order:
                _take(want, want.quantity, left, given)
        else:
            for variant, pieces in asked.items():
                left[variant] = max(0, left.get(variant, 0) - pieces)
    return given


def _take(want: Want, pieces: int, left: dict[int, int], given: dict[int, int]) -> None:
    if pieces:
        left[want.variant_id] -= pieces
        given[want.line_id] = given.get(want.line_id, 0) + pieces


def _by_turn(wants: Sequence[Want]) -> list[list[Want]]:
    orders: dict[int, list[Want]] = {}
    for want in sorted(wants, key=lambda each: (each.turn, each.order_id, each.line_id)):
        orders.setdefault(want.order_id, []).append(want)
    return list(orders.values())
