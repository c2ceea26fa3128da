"""Records of a parts list as items. What cannot be one becomes a problem with file, line and reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext as _

from fanloop.making.supply.rules.units import UnknownUnitError, unit_named
from fanloop.plugins.bom.columns import Head, HeadError, understand
from fanloop.plugins.reading import Problems, UnreadableError, csv_records

_MOST = Decimal(10**8)
_SUMS = frozenset({"total", "subtotal", "sum", "grand total"})


@dataclass(frozen=True)
class Item:
    """One understood line: `quantity` `unit` of a part go into one `parent`."""

    line: int
    parent: str
    name: str
    quantity: Decimal
    unit: str
    is_unit_assumed: bool
    child: str = ""
    mpn: str = ""
    footprint: str = ""
    places: str = ""
    section: str = ""
    note: str = ""
    source: str = ""


def items(path: Path, problems: Problems, *, assume_each: bool = True) -> Iterator[Item]:
    """Items of a CSV file in its order. Without a parent column the file's own name is the parent.

    Blank records and lone headings are passed over; a heading is the section of what follows.
    """
    records = csv_records(path, problems)
    first = next(records, None)
    if first is None:
        if not problems:
            problems.add(path.name, 0, _("the file is empty"))
        return
    try:
        head = understand(first[1])
    except HeadError as error:
        problems.add(path.name, first[0], str(error))
        return
    section = ""
    for line, cells in records:
        said = [cell for cell in cells if cell.strip()]
        if len(said) <= 1 and head.width > 1 and "".join(cells[:1]).strip() == "".join(said).strip():
            section = "".join(said).strip()
            continue
        try:
            yield _item(path, head, line, cells, section=section, assume_each=assume_each)
        except (UnreadableError, UnknownUnitError) as error:
            problems.add(path.name, line, str(error))


def _item(path: Path, head: Head, line: int, cells: list[str], *, section: str, assume_each: bool) -> Item:
    _check(head, cells)
    name = head.cell(cells, "name")
    child = head.cell(cells, "child")
    if name.lower() in _SUMS:
        raise UnreadableError(_("“%(name)s” is a sum, not a part") % {"name": name})
    if not name and not child:
        raise UnreadableError(_("the line names no part"))
    parent = head.cell(cells, "parent") if head.has("parent") else path.stem
    if not parent:
        raise UnreadableError(_("the line names no parent"))
    places = head.cell(cells, "places")
    unit = _unit(head, cells, counts_places=bool(places), assume_each=assume_each)
    return Item(
        line=line,
        parent=parent,
        name=(name or child)[:240],
        quantity=_quantity(head, cells, places),
        unit=unit,
        is_unit_assumed=not head.cell(cells, "unit") and not places,
        child=child,
        mpn=head.cell(cells, "mpn") or head.cell(cells, "shop"),
        footprint=head.cell(cells, "footprint").rpartition(":")[2],
        places=places,
        section=head.cell(cells, "section") or section,
        note=head.cell(cells, "note"),
        source=head.cell(cells, "source"),
    )


def _check(head: Head, cells: list[str]) -> None:
    if "\0" in "".join(cells):
        raise UnreadableError(_("the line holds a NUL"))
    if len(cells) < head.width or any(cell.strip() for cell in cells[head.width :]):
        raise UnreadableError(
            _("%(cells)s cells where the head names %(columns)s")
            % {"cells": len(cells), "columns": head.width}
        )


def _unit(head: Head, cells: list[str], *, counts_places: bool, assume_each: bool) -> str:
    """No unit means each, and what sits in named places is counted; otherwise somebody must say so."""
    said = head.cell(cells, "unit")
    if not said and not counts_places and not assume_each:
        raise UnreadableError(_("the line names no unit"))
    return unit_named(said)


def _quantity(head: Head, cells: list[str], places: str) -> Decimal:
    """The quantity said, or the number of places. Where both stand they must agree."""
    said = head.cell(cells, "quantity")
    counted = len([place for place in re.split(r"[\s,;]+", places) if place])
    if not said:
        if not counted:
            raise UnreadableError(_("the line says no quantity"))
        return Decimal(counted)
    quantity = _number(said)
    if counted > 1 and quantity != counted:
        raise UnreadableError(
            _("the line asks for %(said)s and names %(counted)s places") % {"said": said, "counted": counted}
        )
    return quantity


def _number(said: str) -> Decimal:
    try:
        quantity = Decimal(said)
    except InvalidOperation:
        raise UnreadableError(_("the quantity is not a number: “%(said)s”") % {"said": said[:40]}) from None
    if not quantity.is_finite():
        raise UnreadableError(_("the quantity is not a number: “%(said)s”") % {"said": said[:40]})
    if quantity <= 0:
        raise UnreadableError(_("the quantity must be above zero, not %(said)s") % {"said": said[:40]})
    if quantity >= _MOST or quantity != round(quantity, 4):
        raise UnreadableError(
            _("the quantity %(said)s is too large or too fine to store") % {"said": said[:40]}
        )
    return quantity
