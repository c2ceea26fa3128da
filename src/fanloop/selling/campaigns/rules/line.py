"""Who stands in line, and who is served by what came back. Strictly in order; nobody jumps, nobody blocks the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "offered", "taken", "declined", "left", "passed"]
ENDS: tuple[State, ...] = ("taken", "declined", "left", "passed")
NEXT: dict[State, frozenset[State]] = {
    "waiting": frozenset({"offered", "left"}),
    "offered": frozenset({"taken", "declined", "passed"}),
    "taken": frozenset(),
    "declined": frozenset(),
    "left": frozenset(),
    "passed": frozenset(),
}


@dataclass(frozen=True)
class Waiting:
    """Somebody wants up to `quantity` pieces and no fewer than `least`; `may_hold` are those a person's limit leaves."""

    id: int
    quantity: int
    least: int
    may_hold: int


def may_become(now: State, then: State) -> bool:
    """Whether a place in line goes from one state to the other."""
    return then in NEXT[now]


def serve(line: Sequence[Waiting], free: int) -> list[tuple[int, int]]:
    """(entry, pieces) for those whom `free` pieces serve, in their order.

    Each gets as many as are there, at most as many as asked for. Who would get fewer than they take keeps the place
    and waits for more; a piece never lies idle for them.
    """
    served = []
    for each in line:
        if not free:
            break
        pieces = min(each.quantity, free, each.may_hold)
        if pieces >= each.least:
            served.append((each.id, pieces))
            free -= pieces
    return served
