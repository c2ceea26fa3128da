"""What an order costs. Prices contain the tax, as a fan sees them; the tax is what is inside."""

from collections.abc import Sequence
from dataclasses import dataclass

from fanloop.foundation.money import tax_within


@dataclass(frozen=True)
class Priced:
    """`quantity` pieces at `unit_minor` minor units each, tax of `tax_rate_bp` basis points inside."""

    quantity: int
    unit_minor: int
    tax_rate_bp: int

    @property
    def gross(self) -> int:
        return self.quantity * self.unit_minor

    @property
    def tax(self) -> int:
        """Taken from the line, not from the piece, so that a line of three loses no cent to rounding."""
        return tax_within(self.gross, self.tax_rate_bp)


@dataclass(frozen=True)
class Total:
    """In minor units; `net + tax == gross` always."""

    net: int
    tax: int
    gross: int


def total(lines: Sequence[Priced]) -> Total:
    """Add the lines up. Raises ValueError for an order of nothing or a quantity below one."""
    if not lines or any(line.quantity < 1 for line in lines):
        raise ValueError("an order has at least one line, and a line at least one piece")
    gross, tax = sum(line.gross for line in lines), sum(line.tax for line in lines)
    return Total(gross - tax, tax, gross)
