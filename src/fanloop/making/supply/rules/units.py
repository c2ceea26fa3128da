"""Units in which parts are counted, and the exact factor between two units of one kind."""

from decimal import Decimal

UNITS: dict[str, tuple[str, Decimal]] = {
    "each": ("count", Decimal(1)),
    "pair": ("count", Decimal(2)),
    "m": ("length", Decimal(1)),
    "cm": ("length", Decimal("0.01")),
    "mm": ("length", Decimal("0.001")),
    "m2": ("area", Decimal(1)),
    "cm2": ("area", Decimal("0.0001")),
    "kg": ("mass", Decimal(1)),
    "g": ("mass", Decimal("0.001")),
    "l": ("volume", Decimal(1)),
    "ml": ("volume", Decimal("0.001")),
}
SYNONYMS = {
    "": "each",
    "ea": "each",
    "pc": "each",
    "pcs": "each",
    "pce": "each",
    "piece": "each",
    "pieces": "each",
}


class UnknownUnitError(ValueError):
    """A unit that is not in `UNITS`, or two units of different kinds; the message names them."""


def unit_named(text: str) -> str:
    """The unit meant by a cell of a parts list; nothing at all means each. Raises `UnknownUnitError`."""
    word = text.strip().lower().rstrip(".")
    unit = SYNONYMS.get(word, word)
    if unit not in UNITS:
        raise UnknownUnitError(f"unknown unit {text!r}")
    return unit


def converted(quantity: Decimal, *, unit: str, into: str) -> Decimal:
    """The same quantity in another unit of its kind: 35 cm into m is 0.35. Raises `UnknownUnitError`."""
    kind, factor = UNITS[unit_named(unit)]
    target, divisor = UNITS[unit_named(into)]
    if kind != target:
        raise UnknownUnitError(f"{unit!r} is a {kind}, {into!r} is a {target}")
    return quantity * factor / divisor
