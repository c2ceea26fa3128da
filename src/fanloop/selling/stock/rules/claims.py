"""Who gets a piece of a pool, decided for a whole batch at once. Order of arrival is the order of the list.

Known repeats are answered before anything is counted, so that a duplicate never eats a place, and members
of one batch draw on one running remainder, so that a batch cannot oversell what each member alone could have.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Why = Literal["", "sold_out", "limit", "taken", "released"]


@dataclass(frozen=True)
class Request:
    """`fan_id` wants `quantity` pieces; the same `key` always gets the same answer.

    A named `slot` is claimed once and never again; without one, the fan's next free slot is taken.
    """

    fan_id: int
    slot: int | None
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
    """`grants` are new claims, as (request, slot, number); `answers` every other key; the pool afterwards."""

    grants: tuple[tuple[Request, int, int], ...]
    answers: tuple[Outcome, ...]
    remaining: int
    sequence: int


def decide(
    requests: Sequence[Request], *, known: Sequence[Known], remaining: int, sequence: int, limit: int = 0
) -> Decision:
    """Decide a batch against a locked pool.

    `known` are this pool's claims of the same fans, and every claim under one of the keys; `limit` is pieces
    one fan may hold openly, 0 for no limit. Raises ValueError for a quantity below one.
    """
    by_key = {claim.key: claim for claim in known}
    desk = _Desk(known, limit)
    grants: list[tuple[Request, int, int]] = []
    answers: dict[str, Outcome] = {}
    for request in _once(requests):
        if old := by_key.get(request.key):
            answers[request.key] = _again(old)
        elif why := desk.refusal(request, remaining):
            answers[request.key] = Outcome(request.key, granted=False, why=why)
        else:
            sequence, remaining = sequence + 1, remaining - request.quantity
            grants.append((request, desk.grant(request), sequence))
    return Decision(tuple(grants), tuple(answers.values()), remaining, sequence)


def _once(requests: Sequence[Request]) -> Iterator[Request]:
    """Each key once, in the order of arrival."""
    seen: set[str] = set()
    for request in requests:
        if request.quantity < 1:
            raise ValueError(f"a claim holds at least one piece, not {request.quantity}")
        if request.key not in seen:
            seen.add(request.key)
            yield request


def _again(claim: Known) -> Outcome:
    why: Why = "" if claim.is_open else "released"
    return Outcome(claim.key, claim.is_open, claim.number, claim.id, why, is_repeat=True)


class _Desk:
    """Who holds what, while the batch is worked through."""

    def __init__(self, known: Sequence[Known], limit: int) -> None:
        self._limit = limit
        self._slots: dict[int, set[int]] = defaultdict(set)
        self._held: dict[int, int] = defaultdict(int)
        for claim in known:
            self._slots[claim.fan_id].add(claim.slot)
            self._held[claim.fan_id] += claim.quantity if claim.is_open else 0

    def refusal(self, request: Request, remaining: int) -> Why:
        if request.slot in self._slots[request.fan_id]:
            return "taken"
        if self._limit and self._held[request.fan_id] + request.quantity > self._limit:
            return "limit"
        return "sold_out" if request.quantity > remaining else ""

    def grant(self, request: Request) -> int:
        """Note the claim; return its slot."""
        slots = self._slots[request.fan_id]
        slot = max(slots, default=-1) + 1 if request.slot is None else request.slot
        slots.add(slot)
        self._held[request.fan_id] += request.quantity
        return slot
