"""Preview and store a bill of materials."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from fanloop.plugins.bom.match import Bill, Match, join
from fanloop.plugins.bom.read import items
from fanloop.plugins.reading import Problem, Problems
from fanloop.things.products import actions as products
from fanloop.things.products import queries
from fanloop.things.products.actions import BomRefused, NewBomLine, NewPart


@dataclass(frozen=True)
class Preview:
    """What a file would bring. `known` are part numbers that stand in the house already."""

    file: str
    parts: tuple[NewPart, ...]
    lines: tuple[NewBomLine, ...]
    matches: tuple[Match, ...]
    known: frozenset[str]
    tops: tuple[str, ...]
    bought_assemblies: tuple[str, ...]
    problems: tuple[Problem, ...]
    problem_count: int

    @property
    def new_parts(self) -> int:
        return sum(1 for part in self.parts if part.number not in self.known)

    @property
    def assumed_units(self) -> int:
        """Parts counted as each because nobody said a unit."""
        return sum(1 for part in self.parts if part.unit_assumed)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "parts": len(self.parts),
            "new_parts": self.new_parts,
            "lines": len(self.lines),
            "matched": len(self.matches),
            "units_assumed": self.assumed_units,
            "not_understood": self.problem_count,
        }


@dataclass(frozen=True)
class Summary:
    """What was stored: new parts and lines, joined lines, and every line that was not understood."""

    file: str
    parts: int
    lines: int
    matched: int
    assumed_units: int
    tops: tuple[str, ...]
    problems: tuple[Problem, ...]
    problem_count: int

    @property
    def ok(self) -> bool:
        return self.problem_count == 0

    @property
    def counts(self) -> dict[str, int]:
        return {
            "parts": self.parts,
            "lines": self.lines,
            "matched": self.matched,
            "units_assumed": self.assumed_units,
            "not_understood": self.problem_count,
        }


def preview(path: Path, *, assume_each: bool = True) -> Preview:
    """Read a file and store nothing. Never raises for what stands in the file."""
    problems = Problems()
    bill = join(items(path, problems, assume_each=assume_each), path.name, problems)
    if not bill.lines and not problems:
        problems.add(path.name, 0, _("the file holds a head and no lines"))
    return _shown(path, bill, problems)


def import_bom(path: Path, *, strict: bool, at: datetime, assume_each: bool = True) -> Summary:
    """Store the lines that were understood; with `strict` all of them or none. Stored once, however often.

    A circle through what the house holds already stores nothing and is a problem of the whole file.
    """
    seen = preview(path, assume_each=assume_each)
    if not seen.lines or (strict and seen.problems):
        return _summary(seen, products.Imported(0, 0))
    try:
        done = products.import_bom(parts=seen.parts, lines=seen.lines, at=at)
    except BomRefused as error:
        return _summary(seen, products.Imported(0, 0), Problem(path.name, 0, str(error)))
    return _summary(seen, done)


def _shown(path: Path, bill: Bill, problems: Problems) -> Preview:
    used = {number for line in bill.lines.values() for number in (line.parent, line.child)}
    parts = tuple(part for part in bill.parts.values() if part.number in used)
    return Preview(
        file=path.name,
        parts=parts,
        lines=tuple(bill.lines.values()),
        matches=tuple(bill.matches),
        known=frozenset(queries.parts_by_numbers([part.number for part in parts])),
        tops=tuple(bill.tops),
        bought_assemblies=tuple(bill.bought_assemblies),
        problems=tuple(problems.kept),
        problem_count=problems.count,
    )


def _summary(seen: Preview, done: products.Imported, *more: Problem) -> Summary:
    return Summary(
        file=seen.file,
        parts=done.parts,
        lines=done.lines,
        matched=len(seen.matches),
        assumed_units=seen.assumed_units,
        tops=seen.tops,
        problems=(*seen.problems, *more),
        problem_count=seen.problem_count + len(more),
    )
