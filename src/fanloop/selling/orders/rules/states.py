"""The life of an order: forward through money, making and the road, or out by cancelling until it is picked.

An order enters a state when all of it has: what a part of it has reached, its shipments tell.
"""

from collections.abc import Iterable
from typing import Literal

State = Literal[
    "placed",
    "deposit_paid",
    "paid",
    "allocated",
    "picked",
    "shipped",
    "delivered",
    "returned",
    "refunded",
    "replaced",
    "cancelled",
]
STATES: tuple[State, ...] = (
    "placed",
    "deposit_paid",
    "paid",
    "allocated",
    "picked",
    "shipped",
    "delivered",
    "returned",
    "refunded",
    "replaced",
    "cancelled",
)
_LEAVABLE: frozenset[State] = frozenset({"placed", "deposit_paid", "paid", "allocated"})
_PAYABLE: frozenset[State] = frozenset({"placed", "deposit_paid", "paid"})
_NEXT: dict[State, frozenset[State]] = {
    "placed": frozenset({"deposit_paid", "paid", "cancelled"}),
    "deposit_paid": frozenset({"paid", "cancelled"}),
    "paid": frozenset({"allocated", "cancelled"}),
    "allocated": frozenset({"picked", "cancelled"}),
    "picked": frozenset({"shipped", "cancelled"}),
    "shipped": frozenset({"delivered", "returned"}),
    "delivered": frozenset({"returned", "replaced"}),
    "returned": frozenset({"refunded", "replaced"}),
    "refunded": frozenset(),
    "replaced": frozenset(),
    "cancelled": frozenset(),
}


def may_follow(state: State, following: State) -> bool:
    """Whether an order in `state` may enter `following`; it never goes back."""
    return following in _NEXT[state]


def present(states: Iterable[State]) -> State:
    """The state an order is in, from every state it ever entered. Raises ValueError for none."""
    return max(states, key=STATES.index)


def may_cancel(state: State, *, picked: int = 0, slipped: bool = False) -> bool:
    """A fan may step out until the first piece is picked; when the promise has slipped, until the box leaves."""
    return state in (_LEAVABLE | {"picked"}) if slipped else state in _LEAVABLE and not picked


def may_pay(state: State) -> bool:
    """Money is asked for until the order is made ready."""
    return state in _PAYABLE


def after_payment(state: State, *, paid: int, deposit: int, total: int) -> tuple[State, ...]:
    """The states an order enters when `paid` of `total` minor units have come; none when it is over."""
    if state not in _PAYABLE:
        return ()
    reached: tuple[State, ...] = ()
    if deposit and paid >= deposit:
        reached = ("deposit_paid",)
    if paid >= total:
        reached = (*reached, "paid")
    return tuple(each for each in reached if STATES.index(each) > STATES.index(state))


def after_handling(
    state: State, *, ordered: int, allocated: int, picked: int, shipped: int, delivered: int
) -> tuple[State, ...]:
    """The states an order of `ordered` pieces enters when so many of them are allocated, picked, shipped, delivered."""
    counts: tuple[tuple[State, int], ...] = (
        ("allocated", allocated),
        ("picked", picked),
        ("shipped", shipped),
        ("delivered", delivered),
    )
    reached: list[State] = []
    for following, pieces in counts:
        if STATES.index(following) <= STATES.index(state):
            continue
        if pieces < ordered or not may_follow(state, following):
            break
        reached.append(following)
        state = following
    return tuple(reached)
