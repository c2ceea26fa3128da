"""The life of a payment. A payment only moves forward; a second attempt is a second payment.

The states are a chain: whatever order the words of a provider come in, the furthest one stands. Money that
came counts for more than our having stopped waiting for it, so `paid` lies behind `cancelled` and `failed`.
"""

from collections.abc import Iterable
from typing import Literal

State = Literal["asked", "failed", "cancelled", "paid", "refunded"]
STATES: tuple[State, ...] = ("asked", "failed", "cancelled", "paid", "refunded")

_NEXT: dict[State, frozenset[State]] = {
    "asked": frozenset({"paid", "failed", "cancelled"}),
    "paid": frozenset({"refunded"}),
    "failed": frozenset(),
    "cancelled": frozenset(),
    "refunded": frozenset(),
}


def may_follow(state: State, following: State) -> bool:
    """Whether we ourselves may let a payment in `state` enter `following`; a provider's money always may."""
    return following in _NEXT[state]


def present(states: Iterable[State]) -> State:
    """The state a payment is in, from every state it ever entered. Raises ValueError for none."""
    return max(states, key=STATES.index)
