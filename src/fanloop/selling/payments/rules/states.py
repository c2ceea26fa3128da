"""The life of a payment. A payment only moves forward; a second attempt is a second payment."""

from collections.abc import Iterable
from typing import Literal

State = Literal["asked", "paid", "failed", "cancelled", "refunded"]
STATES: tuple[State, ...] = ("asked", "paid", "failed", "cancelled", "refunded")

_NEXT: dict[State, frozenset[State]] = {
    "asked": frozenset({"paid", "failed", "cancelled"}),
    "paid": frozenset({"refunded"}),
    "failed": frozenset(),
    "cancelled": frozenset(),
    "refunded": frozenset(),
}


def may_follow(state: State, following: State) -> bool:
    """Whether a payment in `state` may enter `following`."""
    return following in _NEXT[state]


def present(states: Iterable[State]) -> State:
    """The state a payment is in, from every state it ever entered. Raises ValueError for none."""
    return max(states, key=STATES.index)
