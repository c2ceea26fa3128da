"""How a part is stocked and obtained."""

from dataclasses import dataclass
from decimal import Decimal

from fanloop.making.supply.rules.lots import LOT_FOR_LOT, LotRule

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Terms:
    """How a part is stocked and obtained; quantities in its own unit, `lead`, `periods` and `fence` in whole weeks.

    `yields` is the share of a lot that is fit for use. A lot covers the needs of `periods` weeks. Nothing new is
    started in the first `fence` weeks: they are frozen.
    """

    on_hand: Decimal = ZERO
    safety: Decimal = ZERO
    lead: int = 0
    lot: LotRule = LOT_FOR_LOT
    receipts: tuple[Decimal, ...] = ()
    yields: Decimal = ONE
    periods: int = 1
    fence: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.yields <= 1 or self.periods < 1 or self.fence < 0:
            raise ValueError(
                f"a yield of {self.yields}, lots for {self.periods} weeks, {self.fence} weeks frozen cannot be"
            )
