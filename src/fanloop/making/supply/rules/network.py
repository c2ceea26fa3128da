"""A bill of materials and its terms as arrays, in whole numbers only, so that planning by floats is exact.

Every part is counted in its own grain: the largest amount of which its stock, its packs and what its parents
ask are whole multiples. Lots are counted in packs. All numbers of the calculation are then whole, and floats of
64 bits carry whole numbers below 2^53 without rounding, whatever is added, subtracted or multiplied. The only
division is ceil(a / b) of whole numbers: when b does not divide a, the quotient lies at least 1/b from the next
whole number, and with a < 2^53 half a unit in its last place is less than that, so the ceiling is the true one.
`kernel` checks the bound before it nets, and raises instead of rounding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from fanloop.making.supply.rules.explode import Structure
from fanloop.making.supply.rules.terms import Terms

Whole = NDArray[np.float64]
"""Whole numbers below 2^53, carried by floats."""
Places = NDArray[np.int64]
_LARGEST = 2.0**62
_DIGITS = 18


class TooLargeError(ValueError):
    """Quantities so large, or so finely divided, that they cannot be planned exactly."""


@dataclass(frozen=True)
class Own:
    """What each item of a slice is planned by, in grains of its own, packs or weeks; arrays of one length."""

    stock: Whole
    safety: Whole
    least: Whole
    good: Whole
    lead: Places
    periods: Places
    fence: Places

    def at(self, places: Places | slice) -> "Own":
        return Own(
            self.stock[places],
            self.safety[places],
            self.least[places],
            self.good[places],
            self.lead[places],
            self.periods[places],
            self.fence[places],
        )


@dataclass(frozen=True)
class Network:
    """Items by low-level code; level `k` is `starts[k]` to `starts[k + 1]`.

    `asks` (child × parent) holds grains of the child per pack of the parent, `levels` its rows level by level and
    only the columns above them, `below` (parent × child) which children a parent has. `per_unit` is the amount that
    one grain is; `own.good` are usable grains of one pack.
    """

    parts: tuple[str, ...]
    place: Mapping[str, int]
    starts: tuple[int, ...]
    own: Own
    asks: csr_array
    levels: tuple[csr_array, ...]
    below: csr_array
    grain: tuple[Decimal, ...]
    pack: tuple[Decimal, ...]
    receipts: Mapping[int, tuple[Decimal, ...]]

    def grains(self, place: int, quantity: Decimal | int) -> float:
        """A quantity as a whole number of the item's grains. Raises `TooLargeError` when it is none."""
        count = quantity / self.grain[place]
        if count != count.to_integral_value():
            raise TooLargeError(f"{quantity} of {self.parts[place]!r} is divided too finely")
        return float(count)


def network(bill: Structure, terms: Mapping[str, Terms], *, finest: Iterable[int | Decimal] = ()) -> Network:
    """Compile. Parts without terms are lot-for-lot, without stock, in zero weeks.

    `finest` are quantities that will be asked; with them the grains are fine enough to count those too.

    Raises `ValueError` for a lead time below zero and `TooLargeError`.
    """
    parts = bill.parts
    place = {part: at for at, part in enumerate(parts)}
    held = [terms.get(part, Terms()) for part in parts]
    for part, one in zip(parts, held, strict=True):
        if one.lead < 0:
            raise ValueError(f"{part!r} cannot take {one.lead} weeks")
    parent, child, per = _lines(bill, place)
    scale = _Scale.of(per, held, [Decimal(one) for one in finest])
    grain = scale.grains(parent, child, per, held)
    asks = scale.asks(parent, child, per, held, grain)
    starts = tuple(int(at) for at in np.cumsum([0, *(len(level) for level in bill.levels)]))
    return Network(
        parts=parts,
        place=place,
        starts=starts,
        own=scale.own(held, grain),
        asks=asks,
        levels=tuple(asks[a:b, :a] for a, b in pairwise(starts)),
        below=(asks != 0).T.tocsr(),
        grain=tuple(Decimal(int(one)).scaleb(-scale.digits) for one in grain),
        pack=tuple(one.lot.multiple for one in held),
        receipts={at: one.receipts for at, one in enumerate(held) if any(one.receipts)},
    )


def _lines(bill: Structure, place: Mapping[str, int]) -> tuple[Places, Places, list[Decimal]]:
    rows = [
        (place[part], place[child], per) for part, within in bill.children.items() for child, per in within
    ]
    parents = np.array([row[0] for row in rows], dtype=np.int64)
    children = np.array([row[1] for row in rows], dtype=np.int64)
    return parents, children, [row[2] for row in rows]


@dataclass(frozen=True)
class _Scale:
    """Decimal places of quantities per parent, of stocks and lots, and of yields."""

    per: int
    stock: int
    yields: int

    @classmethod
    def of(cls, per: list[Decimal], held: list[Terms], finest: list[Decimal]) -> "_Scale":
        stocks = finest + [
            value
            for one in held
            for value in (one.on_hand, one.safety, one.lot.minimum, one.lot.multiple, *one.receipts)
        ]
        scale = cls(_places(per), _places(stocks), _places([one.yields for one in held]))
        if scale.digits > _DIGITS:
            raise TooLargeError("quantities are too finely divided to be planned exactly")
        return scale

    @property
    def digits(self) -> int:
        """One over ten to the power of this is the unit in which grains are found."""
        return self.per + self.stock + self.yields

    def grains(self, parent: Places, child: Places, per: list[Decimal], held: list[Terms]) -> Places:
        """The greatest common divisor, part by part, of the stock's unit, what packs yield and parents ask."""
        multiple = _scaled([one.lot.multiple for one in held], self.stock)
        grain = np.full(len(held), 10 ** (self.per + self.yields), dtype=np.int64)
        grain = np.gcd(grain, self._usable(held))
        asked = _times(_scaled(per, self.per), multiple[parent])
        np.gcd.at(grain, child, _times(asked, np.array(10**self.yields)))
        return grain

    def asks(
        self, parent: Places, child: Places, per: list[Decimal], held: list[Terms], grain: Places
    ) -> csr_array:
        multiple = _scaled([one.lot.multiple for one in held], self.stock)
        asked = _scaled(per, self.per) * multiple[parent] * 10**self.yields // grain[child]
        size = len(held)
        return csr_array((asked.astype(np.float64), (child, parent)), shape=(size, size))

    def _usable(self, held: list[Terms]) -> Places:
        """What one pack is good for, in the unit in which grains are found."""
        multiple = _scaled([one.lot.multiple for one in held], self.stock)
        yields = _scaled([one.yields for one in held], self.yields)
        return _times(_times(multiple, yields), np.array(10**self.per))

    def own(self, held: list[Terms], grain: Places) -> Own:
        unit = 10 ** (self.per + self.yields) // grain
        multiple = _scaled([one.lot.multiple for one in held], self.stock)
        minimum = _scaled([one.lot.minimum for one in held], self.stock)
        return Own(
            stock=_times(_scaled([one.on_hand for one in held], self.stock), unit).astype(np.float64),
            safety=_times(_scaled([one.safety for one in held], self.stock), unit).astype(np.float64),
            least=(-(-minimum // multiple)).astype(np.float64),
            good=(self._usable(held) // grain).astype(np.float64),
            lead=np.array([one.lead for one in held], dtype=np.int64),
            periods=np.array([one.periods for one in held], dtype=np.int64),
            fence=np.array([one.fence for one in held], dtype=np.int64),
        )


def _places(values: list[Decimal]) -> int:
    """Decimal places that are really used, at most."""
    exponents = {value.as_tuple().exponent for value in values}
    if not any(isinstance(one, int) and one < 0 for one in exponents):
        return 0
    return max(0, *(-_exponent(value) for value in values))


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _scaled(values: list[Decimal], places: int) -> Places:
    found = [int(value.scaleb(places)) for value in values]
    if found and max(map(abs, found)) >= _LARGEST:
        raise TooLargeError("a quantity is too large, or too finely divided, to be planned exactly")
    return np.array(found, dtype=np.int64)


def _times(one: Places, other: Places) -> Places:
    """The product, or `TooLargeError` where 64 bits would not hold it."""
    if np.max(np.abs(one.astype(np.float64) * other), initial=0) >= _LARGEST:
        raise TooLargeError("quantities are too large, or too finely divided, to be planned exactly")
    return one * other
