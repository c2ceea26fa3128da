"""How full a campaign is, in whole pieces and days, for words and for a bar."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Phase = Literal["soon", "open", "full", "closed"]


@dataclass(frozen=True)
class Fill:
    """`ordered` of `total` pieces are claimed; `percent` is rounded down, so 100 means really full."""

    ordered: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.ordered

    @property
    def percent(self) -> int:
        return 100 * self.ordered // self.total if self.total else 100


def phase(
    at: datetime, *, opens_at: datetime, closes_at: datetime, ended_at: datetime | None, left: int
) -> Phase:
    """Where a campaign stands at a moment. An ended campaign stays closed even when pieces come back."""
    if at >= closes_at or (ended_at and at >= ended_at):
        return "closed"
    if at < opens_at:
        return "soon"
    return "open" if left > 0 else "full"
