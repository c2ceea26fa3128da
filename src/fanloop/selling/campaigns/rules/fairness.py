"""Who may be in a drop, how many tickets they have, and when first come is no longer fair."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

Fairness = Literal["fifo", "prequeue", "lottery"]
FAIRNESS: tuple[Fairness, ...] = ("fifo", "prequeue", "lottery")
Reason = Literal["twice", "robot", "address", "card", "stepped_out"]
REASONS: tuple[Reason, ...] = ("twice", "robot", "address", "card", "stepped_out")
Why = Literal["", "unproven", "young", "level", "market", "group", "soon", "over", "work", "left"]

CROWDED = (6, 5)
"""Above 1.2 people for a piece, first come rewards the fastest line and not the person."""
DECIDE = timedelta(hours=1)
NEAR = timedelta(hours=1)
"""Two drops that open so close together ask people to choose."""
SEALED = timedelta(minutes=10)
"""So long the root over all entries is public before the seed: whoever wants to can save it."""
READY = SEALED + timedelta(minutes=3)
"""From the end of entries until the draw is done: the clock looks every minute, and a worker takes its time."""
EARLY = timedelta(minutes=10)
"""So long before the end of entries time is proof enough: a robot that waits this long in line is no hurry's friend."""


@dataclass(frozen=True)
class Person:
    """What a drop's rules ask about a fan, at a moment."""

    days: int
    is_proven: bool
    level: int
    market: str
    groups: frozenset[str] = frozenset()


def is_crowded(*, interest: int, pieces: int) -> bool:
    """Whether so many want it that a lottery is proposed."""
    return interest * CROWDED[1] > pieces * CROWDED[0]


def refusal(who: Mapping[str, Any], person: Person) -> Why:
    """Why the published rules leave a fan out; empty when they do not.

    `who` may hold days, proven, level, markets and groups; what it does not name is not asked.
    """
    if who.get("proven") and not person.is_proven:
        return "unproven"
    if person.days < who.get("days", 0):
        return "young"
    if person.level < who.get("level", 0):
        return "level"
    if who.get("markets") and person.market not in who["markets"]:
        return "market"
    if who.get("groups") and not person.groups & set(who["groups"]):
        return "group"
    return ""


def tickets(given: Mapping[str, int], person: Person) -> int:
    """The most tickets any published line gives: `everyone`, `level:N` for at least that level, `group:KEY`."""
    held = [given.get("everyone", 1)]
    for name, count in given.items():
        kind, _colon, key = name.partition(":")
        if (kind == "level" and person.level >= int(key)) or (kind == "group" and key in person.groups):
            held.append(count)
    return max(held)


def is_rule(given: Mapping[str, int], *, groups: Collection[str]) -> bool:
    """Whether published tickets can be counted: known names, one to a hundred each."""
    kinds = [name.partition(":") for name in given if name != "everyone"]
    named = all(
        (kind == "level" and key.isdigit()) or (kind == "group" and key in groups)
        for kind, _colon, key in kinds
    )
    return named and all(1 <= count <= 100 for count in given.values())


def proved(*, solved: bool, at: datetime, ends_at: datetime) -> bool:
    """Whether an entry needs no further proof: work was done, or it came early enough."""
    return solved or at <= ends_at - EARLY
