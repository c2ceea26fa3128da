"""A made-up maker: a thousand products, fifty thousand items on eight levels, two hundred thousand lines, 52 weeks.

Numbers are drawn from a seed; `fraction` makes the same kind of network smaller.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from fanloop.making.supply.rules.explode import Line
from fanloop.making.supply.rules.lots import LotRule
from fanloop.making.supply.rules.mrp import Demand
from fanloop.making.supply.rules.terms import Terms

WEEKS = 52
LEVELS = (1_000, 2_261, 3_769, 5_276, 6_784, 8_292, 9_800, 12_818)
LINES, RECEIPTS = 200_000, 20_000
NEAR, FAR = 0.012, 0.002


@dataclass(frozen=True)
class Maker:
    """`products` are the items of level 0."""

    lines: list[Line]
    terms: dict[str, Terms]
    demand: list[Demand]
    products: list[str]


def made_up(*, seed: int, fraction: float = 1.0) -> Maker:
    """Draw one. Every item has a parent on the level above it, and others anywhere above."""
    chance = np.random.default_rng(seed)
    sizes = [max(2, round(size * fraction)) for size in LEVELS]
    starts = np.cumsum([0, *sizes]).tolist()
    names = [f"I{number:05}" for number in range(starts[-1])]
    products = names[: sizes[0]]
    lines = _lines(chance, names, starts, round(LINES * fraction))
    terms = _terms(chance, names, round(RECEIPTS * fraction))
    asked = chance.integers(0, 100, size=(len(products), WEEKS)).tolist()
    demand = [
        Demand(part, week, many)
        for part, row in zip(products, asked, strict=True)
        for week, many in enumerate(row)
        if many
    ]
    return Maker(lines, terms, demand, products)


def _lines(chance: np.random.Generator, names: list[str], starts: list[int], count: int) -> list[Line]:
    """Families: a parent stands within `NEAR` of its child's place on its level, two in a thousand anywhere."""
    below = np.arange(starts[1], starts[-1])
    child = np.concatenate([below, chance.choice(below, size=max(0, count - len(below)))])
    first = np.array(starts)
    level = np.searchsorted(first, child, side="right") - 1
    over = np.where(
        np.arange(len(child)) < len(below),
        level - 1,
        np.maximum(level - chance.integers(1, 3, len(child)), 0),
    )
    width = first[over + 1] - first[over]
    stands = (child - first[level]) / (first[level + 1] - first[level]) + chance.normal(0, NEAR, len(child))
    stands = np.where(chance.random(len(child)) < FAR, chance.random(len(child)), stands % 1)
    parent = first[over] + np.minimum((stands * width).astype(np.int64), width - 1)
    pairs = np.unique(np.column_stack([parent, child]), axis=0)
    per = chance.choice([1, 1, 1, 2, 4], size=len(pairs))
    scrap = np.where(chance.random(len(pairs)) < 0.2, chance.integers(1, 6, size=len(pairs)), 0)
    whole = {each: Decimal(each) for each in (1, 2, 4)}
    share = [Decimal(each) / 100 for each in range(6)]
    return [
        Line(names[a], names[b], whole[quantity], scrap=share[lost])
        for (a, b), quantity, lost in zip(pairs.tolist(), per.tolist(), scrap.tolist(), strict=True)
    ]


def _terms(chance: np.random.Generator, names: list[str], receipts: int) -> dict[str, Terms]:
    size = len(names)
    coming: dict[int, list[Decimal]] = {}
    for at, week, many in zip(
        chance.integers(0, size, receipts).tolist(),
        chance.integers(0, WEEKS, receipts).tolist(),
        chance.integers(1, 500, receipts).tolist(),
        strict=True,
    ):
        coming.setdefault(at, [Decimal(0)] * WEEKS)[week] += many
    has_lots = chance.random(size) < 0.5
    lots = [
        (LotRule(Decimal(minimum), Decimal(multiple)) if lot else LotRule())
        for lot, minimum, multiple in zip(
            has_lots.tolist(),
            chance.choice([50, 100, 500, 1000], size).tolist(),
            chance.choice([1, 5, 10, 25, 100], size).tolist(),
            strict=True,
        )
    ]
    columns = zip(
        chance.integers(0, 300, size).tolist(),
        chance.choice([0, 0, 20, 50], size).tolist(),
        chance.integers(0, 7, size).tolist(),
        lots,
        chance.integers(92, 101, size).tolist(),
        np.where(chance.random(size) < 0.3, 4, 1).tolist(),
        strict=True,
    )
    return {
        names[at]: Terms(
            on_hand=Decimal(held),
            safety=Decimal(safe),
            lead=lead,
            lot=lot,
            receipts=tuple(coming.get(at, ())),
            yields=Decimal(good) / 100,
            periods=periods,
        )
        for at, (held, safe, lead, lot, good, periods) in enumerate(columns)
    }
