"""Lot sizes: what is really ordered when something is needed."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class LotRule:
    """At least `minimum` (the supplier's MOQ), and a whole multiple of `multiple` (the pack).

    Both in the part's own unit. The default is lot-for-lot in whole units. A part cut from a roll may have
    `multiple=Decimal("0.01")`. Raises `ValueError` for a negative minimum or a multiple of zero or less.
    """

    minimum: Decimal = Decimal(0)
    multiple: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        if self.minimum < 0 or self.multiple <= 0:
            raise ValueError(f"a lot of at least {self.minimum} in multiples of {self.multiple} cannot be")

    def size(self, needed: Decimal) -> Decimal:
        """The smallest permitted lot that covers `needed`; nothing needed, nothing ordered."""
        if needed <= 0:
            return Decimal(0)
        packs, rest = divmod(max(needed, self.minimum), self.multiple)
        return (packs + 1 if rest else packs) * self.multiple

    def surplus(self, needed: Decimal) -> Decimal:
        """What the lot brings beyond `needed`: the lot rounding."""
        return self.size(needed) - max(needed, Decimal(0))


LOT_FOR_LOT = LotRule()
