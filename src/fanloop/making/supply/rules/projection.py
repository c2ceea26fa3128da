"""What will be left of a part at the end of each week, when things come as promised, asked or planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
LOW_SHARE = Decimal("0.4")
"""Two of five working days."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Pieces that come in one week: promised by the supplier, asked of it, or only planned."""

    promised: Decimal = ZERO
    asked: Decimal = ZERO
    planned: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.promised + self.asked + self.planned


@dataclass(frozen=True, slots=True)
class Cell:
    """One part in one week. `stock` below zero is a gap: pieces that are missing at the week's end."""

    week: int
    gross: Decimal
    arrivals: Arrivals
    stock: Decimal
    is_low: bool

    @property
    def is_gap(self) -> bool:
        return self.stock < 0


def project(
    gross: Sequence[Decimal], *, on_hand: Decimal, arrivals: Mapping[int, Arrivals]
) -> tuple[Cell, ...]:
    """One cell per week of `gross`; what comes before week 0 is there at its start.

    Stock is low after a week that took from it when it holds, but for less than two days more at that pace,
    and is needed again.
    """
    stock = on_hand + sum((coming.total for week, coming in arrivals.items() if week < 0), ZERO)
    cells = []
    for week, taken in enumerate(gross):
        coming = arrivals.get(week, Arrivals())
        stock += coming.total - taken
        is_low = 0 <= stock < taken * LOW_SHARE and any(gross[week + 1 :])
        cells.append(Cell(week, taken, coming, stock, is_low))
    return tuple(cells)


def gap(cells: Sequence[Cell]) -> Cell | None:
    """The first week in which something is missing."""
    return next((cell for cell in cells if cell.is_gap), None)
