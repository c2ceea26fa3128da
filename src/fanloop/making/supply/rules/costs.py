"""Roll costs up a bill of materials, exactly: fractions of minor units, rounded only where money is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fanloop.making.supply.rules.explode import Structure

Rate = int | Fraction


@dataclass(frozen=True)
class Cost:
    """Cost of one unit of a part, in minor units (cents, fen) of one currency.

    `known` adds up what has a price; `unpriced` names the bought parts that have none, so a cost with such
    names is "at least". `own` is what the part adds itself: its price, or the work of assembling it.
    """

    known: Fraction
    own: Fraction
    unpriced: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        """Whether everything in it has a price."""
        return not self.unpriced


def roll_up(bill: Structure, prices: Mapping[str, Rate]) -> dict[str, Cost]:
    """Cost of one unit of every part, in the order of `bill.parts`.

    `prices` is minor units per part's own unit, all of one currency: for a bought part its price, for an
    assembly (a part with children) what assembling it costs, nothing when left out. Prices below zero and
    floats raise `ValueError`.
    """
    costs: dict[str, Cost] = {}
    for part in reversed(bill.parts):
        own, within = _price(part, prices), bill.children[part]
        known = sum((costs[child].known * Fraction(per) for child, per in within), start=own)
        unpriced = frozenset[str]().union(*(costs[child].unpriced for child, _ in within))
        if not within and part not in prices:
            unpriced = frozenset({part})
        costs[part] = Cost(known, own, unpriced)
    return {part: costs[part] for part in bill.parts}


def amount(quantity: int | Decimal, rate: Rate) -> int:
    """Quantity × minor units per unit as whole minor units; half a unit is rounded away from zero."""
    return rounded(Fraction(quantity) * rate)


def rounded(exact: Fraction) -> int:
    """Whole minor units; half a unit is rounded away from zero, as on an invoice."""
    whole = int(abs(exact) + Fraction(1, 2))
    return -whole if exact < 0 else whole


def _price(part: str, prices: Mapping[str, Rate]) -> Fraction:
    price = prices.get(part, 0)
    if isinstance(price, float) or price < 0:
        raise ValueError(
            f"{price!r} minor units for {part!r}: prices are whole or exact fractions, zero or more"
        )
    return Fraction(price)
