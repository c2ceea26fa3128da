"""A cart is the sum of what was put in and taken out, so no order of clicks, tabs or log-ins changes it.

Each change is a row with a key of its own; joining two carts is the union of their rows, which is associative,
commutative and idempotent. Source: Shapiro et al., "Conflict-free replicated data types" (2011), the PN-counter.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST = 99
"""Pieces of one thing in one cart."""
LINES = 30
"""Different things in one cart."""
WAIT_ENDS = ("taken", "left", "declined", "passed")
"""How waiting for the shelf ends: ordered, left before a turn, let go in it, or nobody answered in time."""


@dataclass(frozen=True)
class Change:
    """`pieces` more of an offer, fewer when negative; a key counts once."""

    key: str
    offer: int
    pieces: int


def quantities(changes: Iterable[Change]) -> dict[int, int]:
    """Offer → pieces, 1 to MOST; what adds up to nothing is not in the cart.

    >>> quantities([Change("a", 7, 2), Change("b", 7, 1), Change("a", 7, 2), Change("c", 8, 1), Change("d", 8, -1)])
    {7: 3}
    """
    sums: dict[int, int] = defaultdict(int)
    for change in {each.key: each for each in changes}.values():
        sums[change.offer] += change.pieces
    return {offer: min(pieces, MOST) for offer, pieces in sorted(sums.items()) if pieces > 0}


def step(raw: int, wanted: int) -> int:
    """How many pieces to change by, so that a sum of `raw` shows `wanted`, 0 to MOST."""
    return min(max(wanted, 0), MOST) - raw


@dataclass(frozen=True)
class Wanted:
    """A line to be claimed: pieces of an offer out of a pool, of which a person may hold `limit`."""

    offer: int
    pool: int
    pieces: int
    limit: int


def too_many(lines: Iterable[Wanted], held: Mapping[int, int]) -> dict[int, int]:
    """Offer → how many more a person could order, for the lines over the limit; `held` is by offer."""
    return {
        each.offer: max(each.limit - held.get(each.offer, 0), 0)
        for each in lines
        if held.get(each.offer, 0) + each.pieces > each.limit
    }


def shipping(goods: int, *, minor: int, free_from: int | None) -> int:
    """What sending goods worth `goods` minor units costs.

    >>> shipping(9_900, minor=490, free_from=10_000), shipping(10_000, minor=490, free_from=10_000)
    (490, 0)
    """
    return 0 if free_from is not None and goods >= free_from else minor
