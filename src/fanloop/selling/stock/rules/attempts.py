"""What came too late, and what that says about demand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LOGGED = timedelta(seconds=120)
"""How long after the last piece is gone the door of a drop still writes down who comes. Other doors have no end."""


@dataclass(frozen=True)
class Miss:
    """What one person wanted of a pool and did not get; `wishes` are references of the variants that would have done."""

    pool: int
    quantity: int
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """A fan who wanted `quantity` pieces.

    `answer` is granted, early, sold_out, too_few (some were left, not so many), stopped, holds or released; `door` is
    where they stood: drop, draw, order, code, cart or line, empty for those who were granted. `wishes` are references such as
    `products.variant:3`, any of which would have done; empty where the door did not know.
    """

    fan_id: int
    at: datetime
    quantity: int
    answer: str
    door: str = ""
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sold:
    """A claim that stands: `quantity` pieces since then."""

    at: datetime
    quantity: int


@dataclass(frozen=True)
class Wished:
    """How many came too late for whom any of `wishes` would have done, empty for those who did not say."""

    wishes: tuple[str, ...]
    people: int
    pieces: int


@dataclass(frozen=True)
class SellOut:
    """How a pool sold, for whoever estimates what would have been sold had there been enough.

    `total` pieces on offer from `opened_at` on. `sold` are the claims that were not given back, oldest first.
    `sold_out_at` is when for the first time nothing was left, as far as that is known; None: it never was, so nothing
    was cut off. `in_vain` are those who tried and hold nothing of it now, once each, by their first try, oldest first;
    what a drop's door saw of them ends `LOGGED` after the sell-out.
    """

    pool_id: int
    total: int
    opened_at: datetime
    sold_out_at: datetime | None
    sold: tuple[Sold, ...]
    in_vain: tuple[Attempt, ...]

    @property
    def pieces_sold(self) -> int:
        return sum(each.quantity for each in self.sold)

    @property
    def before(self) -> tuple[Attempt, ...]:
        """Who tried before it was sold out: too early, held up, or wanted more than was left."""
        return tuple(each for each in self.in_vain if not self._is_late(each))

    @property
    def late(self) -> tuple[Attempt, ...]:
        """Who came when everything was gone: the demand that a count of orders does not show."""
        return tuple(each for each in self.in_vain if self._is_late(each))

    @property
    def pieces_missed(self) -> int:
        """Pieces those who came too late wanted."""
        return sum(each.quantity for each in self.late)

    def _is_late(self, each: Attempt) -> bool:
        return self.sold_out_at is not None and (each.at >= self.sold_out_at or each.answer == "sold_out")
