"""Tables that people paste or send: read by the names in the first row, every fault with its line and column.

Nothing is dropped in silence: a row is either read or named as a fault. Commas, semicolons and tabs all part
cells, because spreadsheets of different countries write different ones.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Literal

Problem = Literal[
    "empty", "no_column", "missing", "number", "unknown", "taken", "shape", "long", "country", "differs", "too_many", "refused",
]  # fmt: skip
MOST = 5_000


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: `line` counts from 1 with the head, `column` is its name, `value` what stands there."""

    line: int
    column: str
    problem: Problem
    value: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its line in the text, and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_sheet(
    text: str, *, wanted: Sequence[str], optional: Collection[str] = ()
) -> tuple[list[Row], list[Fault]]:
    r"""The rows of a table and its faults. A row lacking a wanted cell is a fault and is no row.

    >>> read_sheet("number;tracking\nA-1;\n", wanted=("number", "tracking"))
    ([], [Fault(line=2, column='tracking', problem='missing', value='')])
    """
    try:
        cells = list(_numbered(text))
    except csv.Error:
        return [], [Fault(1, "", "shape")]
    if not cells:
        return [], [Fault(1, "", "empty")]
    (top, names), *rest = cells
    head = [name.lower().replace(" ", "_") for name in names]
    if absent := [Fault(top, name, "no_column") for name in wanted if name not in head]:
        return [], absent
    if len(rest) > MOST:
        return [], [Fault(rest[MOST][0], "", "too_many", str(len(rest)))]
    known = {*wanted, *optional}
    rows, faults = list[Row](), list[Fault]()
    for line, values in rest:
        said = {name: cell for name, cell in zip(head, values, strict=False) if name in known}
        lacking = [Fault(line, name, "missing") for name in wanted if not said.get(name)]
        faults += lacking
        rows += [] if lacking else [Row(line, said)]
    return rows, faults


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that say something, each with its line. Raises csv.Error."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first = next((line for line in lines.splitlines() if line.strip()), "")
    reader = csv.reader(StringIO(lines), delimiter=max(",;\t", key=first.count))
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [cell.strip() for cell in cells]
