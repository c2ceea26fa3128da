"""Who gets a piece of a pool, decided for a whole batch at once. Order of arrival is the order of the list.

Known repeats are answered before anything is counted, so that a duplicate never eats a place, and members
of one batch draw on one running remainder, so that a batch cannot oversell what each member alone could have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Why = Literal["", "sold_out", "limit", "taken", "released"]


@dataclass(frozen=True)
class Request:
    """`fan_id` wants `quantity` pieces in `slot`; the same `key` always gets the same answer."""

    fan_id: int
    slot: int
    quantity: int
    key: str


@dataclass(frozen=True)
class Known:
    """A claim that exists already. `is_open` is false once it was released."""

    id: int
    fan_id: int
    slot: int
    quantity: int
    number: int
    key: str
    is_open: bool


@dataclass(frozen=True)
class Outcome:
    """The answer to one key. `is_repeat` when the answer was given before; `why` names a refusal."""

    key: str
    granted: bool
    number: int = 0
    claim_id: int = 0
    why: Why = ""
    is_repeat: bool = False


@dataclass(frozen=True)
class Decision:
    """`grants` are new claims with their numbers; `answers` every other key; and the pool afterwards."""

    grants: tuple[tuple[Request, int], ...]
    answers: tuple[Outcome, ...]
    remaining: int
    sequence: int


def decide(
    requests: Sequence[Request],
    *,
    known: Sequence[Known],
    remaining: int,
    sequence: int,
    held: Mapping[int, int],
    limit: int,
) -> Decision:
    """Decide a batch against a locked pool.

    `known` are the claims found by key or by fan; `held` is fan → pieces held openly; `limit` is pieces per
    fan, 0 for none. Raises ValueError for a quantity below one.
    """
    by_key = {claim.key: claim for claim in known}
    taken = {(claim.fan_id, claim.slot) for claim in known}
    holds = dict(held)
    grants: list[tuple[Request, int]] = []
    answers: list[Outcome] = []
    seen: set[str] = set()
    for request in requests:
        if request.quantity < 1:
            raise ValueError(f"a claim holds at least one piece, not {request.quantity}")
        if request.key in seen:
            continue
        seen.add(request.key)
        if old := by_key.get(request.key):
            answers.append(_again(old))
            continue
        why = _refusal(request, taken=taken, holds=holds, limit=limit, remaining=remaining)
        if why:
            answers.append(Outcome(request.key, granted=False, why=why))
            continue
        sequence, remaining = sequence + 1, remaining - request.quantity
        holds[request.fan_id] = holds.get(request.fan_id, 0) + request.quantity
        taken.add((request.fan_id, request.slot))
        grants.append((request, sequence))
    return Decision(tuple(grants), tuple(answers), remaining, sequence)


def _again(claim: Known) -> Outcome:
    why: Why = "" if claim.is_open else "released"
    return Outcome(claim.key, claim.is_open, claim.number, claim.id, why, is_repeat=True)


def _refusal(
    request: Request, *, taken: set[tuple[int, int]], holds: Mapping[int, int], limit: int, remaining: int
) -> Why:
    if (request.fan_id, request.slot) in taken:
        return "taken"
    if limit and holds.get(request.fan_id, 0) + request.quantity > limit:
        return "limit"
    if request.quantity > remaining:
        return "sold_out"
    return ""
