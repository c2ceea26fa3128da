"""Tiers and stretch goals. An early bird is a tier with a window, a number of its own, or both."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, TypeVar

TierPhase = Literal["soon", "open", "full", "over"]
T = TypeVar("T")


def tier_phase(
    at: datetime, *, opens_at: datetime | None, closes_at: datetime | None, left: int
) -> TierPhase:
    """Where a tier stands inside its campaign. A window is open from its first moment up to its last, which is out."""
    if closes_at is not None and at >= closes_at:
        return "over"
    if opens_at is not None and at < opens_at:
        return "soon"
    return "open" if left > 0 else "full"


def fits(
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    campaign_opens: datetime,
    campaign_closes: datetime,
) -> bool:
    """Whether a tier's window is one, and reaches into the campaign's."""
    first = max(opens_at or campaign_opens, campaign_opens)
    return first < min(closes_at or campaign_closes, campaign_closes)


def unlocked(amount: int, stretches: Iterable[tuple[int, T]]) -> tuple[list[T], list[tuple[int, T]]]:
    """Stretch goals that `amount` reaches, and those still ahead with what each is still missing; by amount."""
    rows = sorted(stretches, key=lambda row: row[0])
    return (
        [what for needs, what in rows if amount >= needs],
        [(needs - amount, what) for needs, what in rows if amount < needs],
    )


def month_of(first: date, last: date, months_in: int) -> date:
    """The month a tier is delivered in, as its first day; a promise that became shorter holds it inside.

    >>> month_of(date(2027, 11, 20), date(2028, 2, 3), 2)
    datetime.date(2028, 1, 1)
    """
    place = first.year * 12 + first.month - 1 + months_in
    year, month = divmod(min(place, last.year * 12 + last.month - 1), 12)
    return date(year, month + 1, 1)
