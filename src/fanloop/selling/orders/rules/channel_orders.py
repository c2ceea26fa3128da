"""A partner's table of orders: rows of one reference are one order. What is wrong names its line and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanloop.selling.orders.rules.addresses import FIELDS, problems
from fanloop.selling.orders.rules.sheets import Fault, Problem, Row, read_sheet

WANTED = ("reference", "sku", "quantity", "country")
OPTIONAL = FIELDS
MOST_PIECES = 999
LONGEST_REFERENCE = 80


@dataclass(frozen=True)
class Asked:
    """One order of a partner: its own number, pieces by SKU in the order written, where it goes, from which line."""

    reference: str
    lines: tuple[tuple[str, int], ...]
    country: str
    address: tuple[tuple[str, str], ...]
    line: int

    @property
    def pieces(self) -> int:
        return sum(quantity for _sku, quantity in self.lines)


def read_orders(text: str, *, skus: Mapping[str, int]) -> tuple[list[Asked], list[Fault]]:
    """The orders of a table and its faults; an order with a fault in any of its rows is no order.

    `skus` are those with a price here. Rows of one reference must agree where the box goes.
    """
    rows, faults = read_sheet(text, wanted=WANTED, optional=OPTIONAL)
    by_reference: dict[str, list[Row]] = {}
    for row in rows:
        by_reference.setdefault(row["reference"], []).append(row)
    orders = []
    for reference, mine in by_reference.items():
        found = [fault for row in mine for fault in _faults(row, mine[0], skus)]
        faults += found
        if not found:
            orders.append(_asked(reference, mine))
    spoiled = {row["reference"] for row in rows if row.line in {fault.line for fault in faults}}
    return [each for each in orders if each.reference not in spoiled], sorted(faults, key=lambda f: f.line)


def _faults(row: Row, first: Row, skus: Mapping[str, int]) -> list[Fault]:
    found = []
    if len(row["reference"]) > LONGEST_REFERENCE:
        found.append(Fault(row.line, "reference", "long"))
    if row["sku"] not in skus:
        found.append(Fault(row.line, "sku", "unknown", row["sku"]))
    if not row["quantity"].isdecimal() or not 0 < int(row["quantity"]) <= MOST_PIECES:
        found.append(Fault(row.line, "quantity", "number", row["quantity"]))
    if row is first:
        wrong: Mapping[str, Problem] = problems(row["country"].upper(), row.cells)
        found += [Fault(row.line, name, problem, row[name]) for name, problem in wrong.items()]
    else:
        found += [
            Fault(row.line, name, "differs", row[name])
            for name in ("country", *FIELDS)
            if row[name] and row[name] != first[name]
        ]
    return found


def _asked(reference: str, rows: Sequence[Row]) -> Asked:
    pieces: dict[str, int] = {}
    for row in rows:
        pieces[row["sku"]] = pieces.get(row["sku"], 0) + int(row["quantity"])
    first = rows[0]
    address = tuple((name, first[name]) for name in FIELDS if first[name])
    return Asked(reference, tuple(pieces.items()), first["country"].upper(), address, first.line)
