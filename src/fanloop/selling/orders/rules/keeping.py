"""How long what was ordered from the shelf is kept for who pays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(minutes=10)
"""Who is on the way to a card page gets at least so long from there, within twice the published time."""
_CHOICE = timedelta(days=1)
"""A transfer chosen later than that counts from there."""


@dataclass(frozen=True)
class Keeping:
    """`card`: from the order on, until a card, a gift card or play money has paid. `transfer`: from the moment on at
    which somebody chooses a bank transfer.
    """

    card: timedelta = timedelta(minutes=30)
    transfer: timedelta = timedelta(days=7)


def kept_until(rule: Keeping, *, ordered_at: datetime, at: datetime, is_transfer: bool) -> datetime:
    """Until when pieces are kept for who chooses a way to pay at `at`; chosen again and again, it ends all the same."""
    if is_transfer:
        return min(at, ordered_at + _CHOICE) + rule.transfer
    return min(max(ordered_at + rule.card, at + GRACE), ordered_at + 2 * rule.card)
