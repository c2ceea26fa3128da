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
    whole = _Whole.of(per, held, [Decimal(one) for one in finest])
    grain = whole.grains(parent, child)
    asked = (whole.asked(parent) // grain[child]).astype(np.float64)
    asks = csr_array((asked, (child, parent)), shape=(len(parts), len(parts)))
    starts = tuple(int(at) for at in np.cumsum([0, *(len(level) for level in bill.levels)]))
    return Network(
        parts=parts,
        place=place,
        starts=starts,
        own=whole.own(held, grain),
        asks=asks,
        levels=tuple(asks[a:b, :a] for a, b in pairwise(starts)),
        below=(asks != 0).T.tocsr(),
        grain=tuple(Decimal(int(one)).scaleb(-sum(whole.digits)) for one in grain),
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
class _Whole:
    """Terms and lines as whole numbers. `per` quantities have `digits[0]` decimal places, stocks and lots
    `digits[1]`, yields `digits[2]`; grains are found in the unit that has all of these places.
    """

    digits: tuple[int, int, int]
    per: Places
    on_hand: Places
    safety: Places
    minimum: Places
    multiple: Places
    usable: Places

    @classmethod
    def of(cls, per: list[Decimal], held: list[Terms], finest: list[Decimal]) -> "_Whole":
        stocks = {value for one in held for value in (one.on_hand, one.safety, *one.receipts)}
        lots = {value for one in held for value in (one.lot.minimum, one.lot.multiple)}
        digits = _places(per), _places([*stocks, *lots, *finest]), _places([one.yields for one in held])
        if sum(digits) > _DIGITS:
            raise TooLargeError("quantities are too finely divided to be planned exactly")
        multiple = _scaled([one.lot.multiple for one in held], digits[1])
        yields = _scaled([one.yields for one in held], digits[2])
        return cls(
            digits=digits,
            per=_scaled(per, digits[0]),
            on_hand=_scaled([one.on_hand for one in held], digits[1]),
            safety=_scaled([one.safety for one in held], digits[1]),
            minimum=_scaled([one.lot.minimum for one in held], digits[1]),
            multiple=multiple,
            usable=_times(_times(multiple, yields), np.array(10 ** digits[0])),
        )

    def asked(self, parent: Places) -> Places:
        """What one pack of the parent asks, line by line, in the unit of grains."""
        return _times(_times(self.per, self.multiple[parent]), np.array(10 ** self.digits[2]))

    def grains(self, parent: Places, child: Places) -> Places:
        """The greatest common divisor, part by part, of the stock's unit, what packs yield and parents ask."""
        grain = np.gcd(self.usable, self._stock_unit)
        np.gcd.at(grain, child, self.asked(parent))
        return grain

    @property
    def _stock_unit(self) -> int:
        return int(10 ** (self.digits[0] + self.digits[2]))

    def own(self, held: list[Terms], grain: Places) -> Own:
        unit = self._stock_unit // grain
        return Own(
            stock=_times(self.on_hand, unit).astype(np.float64),
            safety=_times(self.safety, unit).astype(np.float64),
            least=(-(-self.minimum // self.multiple)).astype(np.float64),
            good=(self.usable // grain).astype(np.float64),
            lead=np.array([one.lead for one in held], dtype=np.int64),
            periods=np.array([one.periods for one in held], dtype=np.int64),
            fence=np.array([one.fence for one in held], dtype=np.int64),
        )


def _places(values: list[Decimal]) -> int:
    """Decimal places that are really used, at most."""
    return max((-_exponent(value) for value in set(values)), default=0)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return min(exponent, 0)


def _scaled(values: list[Decimal], places: int) -> Places:
    whole = {value: int(value.scaleb(places)) for value in set(values)}
    if whole and max(map(abs, whole.values())) >= _LARGEST:
        raise TooLargeError("a quantity is too large, or too finely divided, to be planned exactly")
    return np.array([whole[value] for value in values], dtype=np.int64)


def _times(one: Places, other: Places) -> Places:
    """The product, or `TooLargeError` where 64 bits would not hold it."""
    if np.max(np.abs(one.astype(np.float64) * other), initial=0) >= _LARGEST:
        raise TooLargeError("quantities are too large, or too finely divided, to be planned exactly")
    return one * other
