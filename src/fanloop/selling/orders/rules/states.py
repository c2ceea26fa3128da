"""The life of an order: forward through money and making, or out by cancelling until it is packed."""

from collections.abc import Iterable
from typing import Literal

State = Literal["placed", "deposit_paid", "paid", "packed", "shipped", "cancelled"]
STATES: tuple[State, ...] = ("placed", "deposit_paid", "paid", "packed", "shipped", "cancelled")
_LEAVABLE: frozenset[State] = frozenset({"placed", "deposit_paid", "paid"})


def present(states: Iterable[State]) -> State:
    """The state an order is in, from every state it ever entered. Raises ValueError for none."""
    return max(states, key=STATES.index)


def may_cancel(state: State) -> bool:
    """A fan may step out until the box is packed."""
    return state in _LEAVABLE


def after_payment(state: State, *, paid: int, deposit: int, total: int) -> tuple[State, ...]:
    """The states an order enters when `paid` of `total` minor units have come; none when it is over."""
    if state not in _LEAVABLE:
        return ()
    reached: tuple[State, ...] = ()
    if deposit and paid >= deposit:
        reached = ("deposit_paid",)
    if paid >= total:
        reached = (*reached, "paid")
    return tuple(each for each in reached if STATES.index(each) > STATES.index(state))
