"""Explode a bill of materials of many levels into what it asks of every part.

Parts are taken by low-level code: the longest way from any end item. A part is thus visited once, after all
its parents, and a component shared by many assemblies is added up before anything is decided about it.
Quantities are exact decimals; a result that would need rounding raises `decimal.Inexact` instead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, localcontext

from fanloop.making.supply.rules.units import converted, unit_named

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, DivisionByZero])
ZERO = Decimal(0)
STORED = Decimal("0.0001")


class BrokenStructureError(ValueError):
    """A line that cannot be: a quantity of zero or less, or one part counted in units of two kinds."""


class CircleError(ValueError):
    """A part that contains itself; `parts` names the way round and ends where it began."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__("the bill of materials runs in a circle: " + " → ".join(parts))
        self.parts = parts


@dataclass(frozen=True)
class Line:
    """`quantity` of `child`, in `unit`, goes into one `parent`; the share `scrap` of what is taken is lost there.

    With scrap, what is taken for one parent is rounded up to the fourth decimal: no more places are stored.
    """

    parent: str
    child: str
    quantity: Decimal
    unit: str = "each"
    scrap: Decimal = ZERO


@dataclass(frozen=True)
class Structure:
    """A bill of materials without circles, ready to be walked.

    `levels[0]` are end items; a part stands one level below its deepest parent. `children[part]` are
    `(child, quantity per parent in the child's own unit)`, repeated lines added up. `units` holds each child's
    own unit: the one its first line used.
    """

    levels: tuple[tuple[str, ...], ...]
    children: Mapping[str, tuple[tuple[str, Decimal], ...]]
    units: Mapping[str, str]

    @property
    def parts(self) -> tuple[str, ...]:
        """Every part, parents before children."""
        return tuple(part for level in self.levels for part in level)


def structure(
    lines: Iterable[Line], *, also: Iterable[str] = (), phantoms: Collection[str] = ()
) -> Structure:
    """Compile lines, in any order; `also` names parts that stand in no line.

    A phantom is put together on the way and never lies anywhere: its children become its parents' own. One that
    is an end item, stands in `also` or has no children stays what it is.

    Raises `CircleError`, `BrokenStructureError` and `UnknownUnitError`, each naming what is wrong.
    """
    units: dict[str, str] = {}
    children: dict[str, dict[str, Decimal]] = {part: {} for part in also}
    with localcontext(EXACT):
        for line in lines:
            quantity = _in_own_unit(line, units)
            within = children.setdefault(line.parent, {})
            within[line.child] = within.get(line.child, ZERO) + quantity
            children.setdefault(line.child, {})
        if phantoms:
            _dissolve(children, {part for part in phantoms if part in units and children.get(part)} - {*also})
    held = {part: tuple(within.items()) for part, within in children.items()}
    return Structure(levels=_levels(children), children=held, units=units)


def _dissolve(children: dict[str, dict[str, Decimal]], phantoms: set[str]) -> None:
    """Put what phantoms hold into their parents, from the bottom up: what is put holds no phantom any more."""
    for level in reversed(_levels(children)):
        for part in level:
            within = children[part]
            for phantom in phantoms & within.keys():
                count = within.pop(phantom)
                for child, per in children[phantom].items():
                    within[child] = within.get(child, ZERO) + count * per
    for phantom in phantoms:
        del children[phantom]


def explode(bill: Structure, demand: Mapping[str, int | Decimal]) -> dict[str, Decimal]:
    """Gross requirement of every part needed for `demand` (units per part), stock left aside.

    Parts in the order of `bill.parts`; those not needed are left out. Raises `KeyError` for an unknown part.
    """
    weekly = explode_weekly(bill, {part: [quantity] for part, quantity in demand.items()})
    return {part: quantities[0] for part, quantities in weekly.items()}


def explode_weekly(
    bill: Structure, demand: Mapping[str, Sequence[int | Decimal]]
) -> dict[str, list[Decimal]]:
    """The same week by week, without lead times: one quantity per week and part, all rows equally long.

    Raises `KeyError` for an unknown part and `ValueError` for rows of different length.
    """
    for part in demand:
        bill.children[part]
    lengths = {len(row) for row in demand.values()}
    if len(lengths) > 1:
        raise ValueError(f"weeks of different number: {sorted(lengths)}")
    gross = {part: [Decimal(quantity) for quantity in row] for part, row in demand.items()}
    with localcontext(EXACT):
        for part in bill.parts:
            if part in gross:
                _hand_down(gross, part, bill.children[part])
    return {part: gross[part] for part in bill.parts if part in gross}


def _hand_down(gross: dict[str, list[Decimal]], part: str, children: Sequence[tuple[str, Decimal]]) -> None:
    row = gross[part]
    for child, quantity in children:
        asked = gross.get(child)
        if asked is None:
            gross[child] = [quantity * needed for needed in row]
        else:
            gross[child] = [had + quantity * needed for had, needed in zip(asked, row, strict=True)]


def _in_own_unit(line: Line, units: dict[str, str]) -> Decimal:
    if not line.quantity.is_finite() or line.quantity <= 0:
        raise BrokenStructureError(
            f"{line.quantity} of {line.child!r} in {line.parent!r}: a quantity must be above zero"
        )
    own = units.setdefault(line.child, unit_named(line.unit))
    quantity = converted(line.quantity, unit=line.unit, into=own)
    if not 0 <= line.scrap < 1:
        raise BrokenStructureError(
            f"a scrap of {line.scrap} of {line.child!r}: from nothing to less than all"
        )
    return quantity if not line.scrap else _rounded_up(quantity, 1 - line.scrap)


def _rounded_up(quantity: Decimal, share: Decimal) -> Decimal:
    packs, rest = divmod(quantity, share * STORED)
    return (packs + bool(rest)) * STORED


def _levels(children: Mapping[str, Collection[str]]) -> tuple[tuple[str, ...], ...]:
    """Kahn's order by levels: a part is placed when its last parent is."""
    waiting: dict[str, int] = dict.fromkeys(children, 0)
    for within in children.values():
        for child in within:
            waiting[child] += 1
    level = [part for part, parents in waiting.items() if not parents]
    levels, placed = [], 0
    while level:
        levels.append(tuple(level))
        placed += len(level)
        below: list[str] = []
        for part in level:
            for child in children[part]:
                waiting[child] -= 1
                if not waiting[child]:
                    below.append(child)
        level = below
    if placed < len(children):
        raise CircleError(_circle(children, {part for part, parents in waiting.items() if parents}))
    return tuple(levels)


def _circle(children: Mapping[str, Collection[str]], stuck: set[str]) -> tuple[str, ...]:
    """Walk up among the parts that were never placed: each has a parent there, so a part must come twice."""
    parents: dict[str, str] = defaultdict(str)
    for part, within in children.items():
        for child in within:
            if part in stuck and child in stuck:
                parents.setdefault(child, part)
    way = [min(stuck)]
    while way[-1] not in way[:-1]:
        way.append(parents[way[-1]])
    return tuple(reversed(way[way.index(way[-1]) :]))
