"""A bill of materials drawn: each part under what it goes into, with how many one end item holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fanloop.making.supply.queries import quantity_words
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Part

MOST = 400
DEEPEST = 8
"""Deeper levels are drawn at this depth; a narrow screen has no room for more."""


@dataclass(frozen=True)
class Level:
    """One row: so many into the part above, so many in the whole."""

    part: Part
    depth: int
    each: Decimal
    whole: Decimal

    @property
    def shown_each(self) -> str:
        return quantity_words(self.each, self.part.unit)

    @property
    def shown_whole(self) -> str:
        return quantity_words(self.whole, self.part.unit)

    @property
    def step(self) -> int:
        return min(self.depth, DEEPEST)


@dataclass(frozen=True)
class Bill:
    """The bill below one part, depth first; `is_cut` when it has more rows than are drawn."""

    top: Part
    levels: list[Level]
    is_cut: bool


def bill_of(top: Part, *, most: int = MOST) -> Bill:
    """Three queries. A part named twice under one parent is one row with the sum."""
    below: dict[int, dict[int, Decimal]] = {}
    for parent, child, quantity in products.bom_below(top.id):
        held = below.setdefault(parent, {})
        held[child] = held.get(child, Decimal(0)) + quantity
    parts = products.parts(child for held in below.values() for child in held)
    levels = _walked(top.id, below, parts, most + 1)
    return Bill(top, levels[:most], len(levels) > most)


def _walked(
    top: int, below: Mapping[int, Mapping[int, Decimal]], parts: Mapping[int, Part], most: int
) -> list[Level]:
    """Depth first without recursion, so that a deep bill cannot exhaust the stack."""
    found: list[Level] = []
    waiting = [(top, 0, Decimal(1), Decimal(1))]
    while waiting and len(found) < most:
        part_id, depth, each, whole = waiting.pop()
        if depth:
            found.append(Level(parts[part_id], depth, each, whole))
        lines = reversed(list(below.get(part_id, {}).items()))
        waiting += [(child, depth + 1, quantity, whole * quantity) for child, quantity in lines]
    return found
