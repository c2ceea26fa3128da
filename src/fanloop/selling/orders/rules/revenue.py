"""When an order becomes income: what of it has left the house, less what came back, never more than its invoice.

Goods that were paid for are a debt until they leave; each box makes revenue of its own pieces. The tax of a part
of a line is counted up from the beginning, so that the boxes of an order together hold the tax of its invoice to
the cent. Source: IFRS 15, paragraph 38, control passes when the goods are handed over; paragraph 55, what is
expected back is none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fanloop.foundation.money import tax_within
from fanloop.selling.orders.rules.papers import Line


@dataclass(frozen=True)
class Amount:
    """Minor units with the tax that is inside."""

    gross: int = 0
    tax: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.gross + other.gross, self.tax + other.tax)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.gross - other.gross, self.tax - other.tax)


@dataclass(frozen=True)
class Sold:
    """One line of an order, or what sending it costs: `pieces` at `unit_minor`, of which `left` have left the house.

    `back` are the minor units that are owed for pieces of it that came back, the oldest first.
    """

    what: Line
    unit_minor: int
    pieces: int
    left: int = 0
    back: tuple[int, ...] = ()

    def worth(self, pieces: int) -> Amount:
        """So many pieces from the first on."""
        gross = pieces * self.unit_minor
        return Amount(gross, tax_within(gross, self.what[1]))


def earned(lines: Sequence[Sold], notes: Mapping[Line, Amount]) -> dict[Line, Amount]:
    """What each line has earned by now.

    `notes` is what people took back of the invoice by hand. It is taken from what has not left yet, and from what
    has left when nothing else is there.
    """
    by_line: dict[Line, list[Sold]] = defaultdict(list)
    for line in lines:
        by_line[line.what].append(line)
    return {what: _earned(rows, notes.get(what, Amount())) for what, rows in by_line.items()}


def total(amounts: Iterable[Amount]) -> Amount:
    """All of them together."""
    return sum(amounts, Amount())


def cut(minor: int, left: Sequence[int]) -> list[int]:
    """Take so much from lines that have earned `left`, from the first on, and never more than is there.

    >>> cut(500, [300, 0, 900]), cut(-1, [300])
    ([300, 0, 200], [0])
    """
    parts: list[int] = []
    for here in left:
        parts.append(max(min(minor - sum(parts), here), 0))
    return parts


def _earned(rows: Sequence[Sold], note: Amount) -> Amount:
    ordered, left = total(row.worth(row.pieces) for row in rows), total(row.worth(row.left) for row in rows)
    rate = rows[0].what[1]
    over = left.gross - (ordered.gross - note.gross)
    if left == ordered:
        left -= note
    elif over > 0:
        left -= Amount(over, tax_within(over, rate))
    for minor in (minor for row in rows for minor in row.back):
        taken = min(minor, left.gross)
        left -= Amount(taken, tax_within(taken, rate))
    return left
