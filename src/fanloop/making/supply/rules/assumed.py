"""Prices, lead times, lots and suppliers that nobody has quoted yet: drawn by hash, always marked as assumed.

The number and name of a part and a seed decide everything, so a second run, another machine or another order
of lines give the same answer. Nothing here is measured. The ranges (`RANGES`) are guesses of the usual order of
magnitude for small series, in minor units with a hundredth as minor unit, such as cents.
"""

import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fanloop.making.supply.rules.lots import LotRule


@dataclass(frozen=True)
class Range:
    """From and to, both included: price of one in minor units, lead time in weeks, packs per minimum; the pack."""

    words: str
    price: tuple[int, int]
    lead: tuple[int, int]
    packs: tuple[int, int]
    multiple: int


RANGES: dict[str, Range] = {
    "printed part": Range(
        r"stl|print(ed)?|shell|cover|housing|plate|structure|base|spacer", (150, 2_500), (1, 3), (1, 10), 1
    ),
    "fastener": Range(
        r"fasteners?|screws?|washers?|nuts?|m\d([.,]\d)?\s?x\s?\d+|inserts?|pins?",
        (1, 30),
        (1, 3),
        (1, 10),
        100,
    ),
    "motor": Range(r"motors?|actuators?|servos?", (2_000, 9_000), (6, 12), (1, 5), 10),
    "electronics": Range(
        r"board|electronics|controller|driver|computer|sensors?|encoders?|imu|launchpad",
        (800, 9_000),
        (4, 12),
        (1, 5),
        10,
    ),
    "battery": Range(r"battery|batteries|lipo|power supply", (1_200, 8_000), (3, 8), (1, 5), 10),
    "bearing": Range(r"bearings?|rollers?|pulleys?|belts?|gears?|shafts?", (80, 1_500), (2, 6), (1, 5), 20),
    "cable": Range(r"cables?|wires?|connectors?|plugs?|harness", (20, 400), (2, 6), (1, 10), 25),
    "other": Range(r"", (50, 3_000), (2, 8), (1, 5), 10),
}


@dataclass(frozen=True)
class AssumedTerms:
    """What is supposed of one part until somebody quotes: price of one, weeks, lot, index of a supplier.

    `supplier` counts from 0; parts of one `kind` share a few suppliers. `assumed` is always True and must be
    shown wherever one of these numbers is.
    """

    kind: str
    price_minor: int
    lead_weeks: int
    minimum: int
    multiple: int
    supplier: int
    assumed: bool = True

    @property
    def lot(self) -> LotRule:
        """The same minimum and multiple as a lot rule."""
        return LotRule(Decimal(self.minimum), Decimal(self.multiple))


def assumed_terms(number: str, name: str = "", *, seed: int, suppliers: int) -> AssumedTerms:
    """Terms supposed for a part from its number and name; the kind is the first of `RANGES` whose word occurs.

    Prices are spread evenly over orders of magnitude, the rest evenly. `suppliers` is how many there are; raises
    `ValueError` for none.
    """
    if suppliers < 1:
        raise ValueError("somebody must be assumed to supply it")
    kind = kind_of(f"{number} {name}")
    chances, ranges = _chances(f"{seed}|{number}|{name}"), RANGES[kind]
    cheap, dear = ranges.price
    price = round(cheap * math.exp(next(chances) * math.log(dear / cheap)))
    lead = _between(ranges.lead, next(chances))
    minimum = _between(ranges.packs, next(chances)) * ranges.multiple
    few = max(1, suppliers // 3)
    first = list(RANGES).index(kind) * few
    supplier = (first + int(next(chances) * few)) % suppliers
    return AssumedTerms(kind, price, lead, minimum, ranges.multiple, supplier)


def kind_of(text: str) -> str:
    """The first kind of `RANGES` that has a word in the text; "other" when none has."""
    words = text.lower().replace("_", " ")
    return next(
        kind for kind, one in RANGES.items() if not one.words or re.search(rf"\b({one.words})\b", words)
    )


def _between(ends: tuple[int, int], chance: float) -> int:
    return ends[0] + int(chance * (ends[1] - ends[0] + 1))


def _chances(text: str) -> Iterator[float]:
    """Eight numbers in [0, 1) from a hash; the same on every machine."""
    digest = hashlib.sha256(text.encode()).digest()
    return (int.from_bytes(digest[i : i + 4]) / 2**32 for i in range(0, 32, 4))
