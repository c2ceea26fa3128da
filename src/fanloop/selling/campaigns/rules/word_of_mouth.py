"""Who brought whom, and what it is worth: honest, capped, and known before.

An order counts for the link its buyer followed last, within thirty days, when it is the buyer's first order in
this house and the link is somebody else's. Thanks are due when the order has left, so nobody is thanked for
an order that was taken back before.
"""

from datetime import datetime, timedelta
from typing import Literal

GOOD_FOR = timedelta(days=30)
Why = Literal["", "self", "late", "known"]


def counts(*, buyer: int, owner: int, followed: datetime, ordered: datetime, has_ordered: bool) -> Why:
    """Why an order is nobody's merit; empty when it counts."""
    if buyer == owner:
        return "self"
    if has_ordered:
        return "known"
    return "" if timedelta(0) <= ordered - followed <= GOOD_FOR else "late"


def is_thanked(*, given: int, most: int) -> bool:
    """Whether one more order is still thanked for."""
    return given < most
