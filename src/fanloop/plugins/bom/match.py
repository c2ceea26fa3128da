"""Join items that are one part: the same manufacturer's number, or the same name and footprint."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from fanloop.making.supply.rules.units import UnknownUnitError, converted
from fanloop.plugins.bom.read import Item
from fanloop.plugins.reading import Problems
from fanloop.things.products.actions import NewBomLine, NewPart
from fanloop.things.products.rules.bom import find_circle

_LONGEST_NUMBER = 80


@dataclass(frozen=True)
class Match:
    """A line whose part was met before, and by what it was known."""

    line: int
    number: str
    by: str


@dataclass
class Bill:
    """What a file comes to: parts by number, lines with the line of the file each stood on."""

    parts: dict[str, NewPart] = field(default_factory=dict)
    lines: dict[int, NewBomLine] = field(default_factory=dict)
    matches: list[Match] = field(default_factory=list)
    bought_assemblies: list[str] = field(default_factory=list)

    @property
    def tops(self) -> list[str]:
        """Parts that go into nothing else of this file."""
        below = {line.child for line in self.lines.values()}
        return [
            parent
            for parent in dict.fromkeys(line.parent for line in self.lines.values())
            if parent not in below
        ]


def slug(text: str) -> str:
    """A text as a part number: lower case, words joined by hyphens, a hash where it was too long.

    >>> slug("Timing Belt  AT3 (4mm)")
    'timing-belt-at3-4mm'
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    joined = re.sub(r"[^\w.+/]+", "-", plain).strip("-") or "part"
    if len(joined) <= _LONGEST_NUMBER:
        return joined
    digest = hashlib.sha256(plain.encode()).hexdigest()[:8]
    return f"{joined[: _LONGEST_NUMBER - 9]}-{digest}"


def join(found: Iterable[Item], file: str, problems: Problems) -> Bill:
    """Parts and lines of a file. Lines that repeat one another or close a circle become problems."""
    bill, work = Bill(), _Joining(file, problems)
    for item in found:
        work.take(bill, item)
    _name_assemblies(bill, work.assemblies)
    _drop_circles(bill, file, problems)
    return bill


@dataclass
class _Joining:
    file: str
    problems: Problems
    numbers: dict[str, str] = field(default_factory=dict)
    seen: dict[tuple[str, str, str], Item] = field(default_factory=dict)
    assemblies: dict[str, str] = field(default_factory=dict)

    def take(self, bill: Bill, item: Item) -> None:
        number, by = self._number(item)
        reference = item.places
        if first := self.seen.get((item.parent, number, reference)):
            if _same(first, item):
                self.problems.add(
                    self.file,
                    item.line,
                    _("the same line stands on line %(line)s already") % {"line": first.line},
                )
                return
            if (first.source, first.note, first.unit) == (item.source, item.note, item.unit):
                reference = f"{item.section or 'line'} {item.line}"[:240]
            else:
                number, by = slug(f"{item.name} {item.note} {item.source}"), ""
        part = bill.parts.get(number)
        try:
            quantity = _in_units_of(part, item)
        except UnknownUnitError as error:
            self.problems.add(self.file, item.line, str(error))
            return
        if part and by:
            bill.matches.append(Match(item.line, number, by))
        bill.parts.setdefault(number, _part(number, item))
        self.seen[item.parent, number, reference] = item
        bill.lines[item.line] = _line(item, number, reference, quantity, bill.parts[number].unit)

    def _number(self, item: Item) -> tuple[str, str]:
        """The part's number and what it was known by. A name without a number means the numbered one before."""
        if item.child:
            self.assemblies.setdefault(item.child[:_LONGEST_NUMBER], item.name)
            return item.child[:_LONGEST_NUMBER], _("assembly")
        name = slug(f"{item.name} {item.footprint}".strip())
        if item.mpn:
            number = slug(item.mpn).upper()
            self.numbers.setdefault(name, number)
            return number, _("manufacturer’s number")
        number = self.numbers.setdefault(name, name)
        return number, _("name and footprint") if item.footprint else _("name")


def _same(first: Item, item: Item) -> bool:
    return (first.quantity, first.unit, first.note, first.source, first.section) == (
        item.quantity,
        item.unit,
        item.note,
        item.source,
        item.section,
    )


def _in_units_of(part: NewPart | None, item: Item) -> Decimal:
    quantity = converted(item.quantity, unit=item.unit, into=part.unit if part else item.unit)
    if quantity != round(quantity, 4) or quantity <= 0:
        raise UnknownUnitError(
            _("%(quantity)s %(unit)s is too fine to be kept in %(kept)s")
            % {"quantity": item.quantity, "unit": item.unit, "kept": part.unit if part else ""}
        )
    return quantity


def _part(number: str, item: Item) -> NewPart:
    name = f"{item.name} {item.footprint}".strip()[:240]
    return NewPart(number=number, name=name, unit=item.unit, unit_assumed=item.is_unit_assumed)


def _line(item: Item, number: str, reference: str, quantity: Decimal, unit: str) -> NewBomLine:
    comment = " · ".join(part for part in (item.note, item.source) if part)
    return NewBomLine(
        parent=item.parent[:_LONGEST_NUMBER],
        child=number,
        quantity=quantity,
        unit=unit,
        reference=reference[:240],
        comment=comment,
        position=item.line,
    )


def _name_assemblies(bill: Bill, names: dict[str, str]) -> None:
    """Parents become assemblies, named as the line that uses them names them."""
    parents = dict.fromkeys(line.parent for line in bill.lines.values())
    for parent in parents:
        known = bill.parts.get(parent)
        name = names.get(parent) or parent
        bill.parts[parent] = NewPart(parent, name, "assembly", known.unit if known else "each")
    bill.bought_assemblies = [number for number in names if number not in parents]


def _drop_circles(bill: Bill, file: str, problems: Problems) -> None:
    """Name each circle, and leave out the last of its lines, until none is left."""
    while circle := find_circle((line.parent, line.child) for line in bill.lines.values()):
        edges = set(pairwise(circle))
        closing = max(place for place, line in bill.lines.items() if (line.parent, line.child) in edges)
        problems.add(
            file, closing, _("a part cannot be inside itself: %(circle)s") % {"circle": " → ".join(circle)}
        )
        del bill.lines[closing]
