"""Which change should board which train, and why. A proposal is a code with its figures; faces find the words, people decide.

The order is cost of delay by size of the job, after Reinertsen's weighted shortest job first: what many wait for, what was
promised long ago and what is small goes first. One train carries one risky change, so that a fault has one suspect.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

LOW, MEDIUM, HIGH = RISKS = ("low", "medium", "high")
SIZES = {LOW: 1.0, MEDIUM: 3.0, HIGH: 8.0}
"""Days a change is taken to cost when nobody said: the Fibonacci steps of planning games."""
MONTH = 30.0

Say = Literal["board", "wait", "ask"]


@dataclass(frozen=True)
class Candidate:
    """A change on the platform. `impact` is the score of the needs behind it; `age` the days since the oldest promise,
    None where nothing was promised; `effort` days of work, None where nobody said; `failed` why it stayed behind last.
    """

    change: int
    impact: float = 0.0
    waiting: int = 0
    age: int | None = None
    effort: float | None = None
    risk: str = MEDIUM
    failed: str = ""
    was_aboard: int | None = None


@dataclass(frozen=True)
class Platform:
    """A coming train as proposals see it, the next one first: whether its doors are open, and if a risky change is aboard."""

    train: int
    is_open: bool = True
    has_risk: bool = False


@dataclass(frozen=True)
class Reason:
    """One reason: `impact` (the score of its needs), `waits` (people), `promised` (days), `effort` (days), `small`, `risky`, `failed`, `shut` (a train's id),
    `alone` (a train's id), `unasked`, `no_train`.
    """

    code: str
    value: float = 0.0


@dataclass(frozen=True)
class Proposal:
    """What to do with a change: board `train`, wait for it, or ask a person; `train` is None where none fits."""

    change: int
    say: Say
    train: int | None
    score: float
    reasons: tuple[Reason, ...] = field(default_factory=tuple)


def size(candidate: Candidate) -> float:
    """Days of work: as somebody said, at least a quarter of one, else by the risk. Raises KeyError for an unknown risk."""
    return SIZES[candidate.risk] if candidate.effort is None else max(0.25, candidate.effort)


def score(candidate: Candidate) -> float:
    """What a week's delay costs for each day of work. More people and older promises never lower it, more work never raises it."""
    people = math.log1p(max(0, candidate.waiting))
    patience = 1 + max(0, candidate.age or 0) / MONTH
    return (max(0.0, candidate.impact) + people) * patience / size(candidate)


def proposals(candidates: Sequence[Candidate], trains: Sequence[Platform]) -> list[Proposal]:
    """A proposal for each change, the most pressing first; equals by their number, so that the board does not dance."""
    risky = {train.train for train in trains if train.has_risk}
    ordered = sorted(candidates, key=lambda one: (-score(one), one.change))
    return [_proposal(one, trains, risky) for one in ordered]


def _proposal(one: Candidate, trains: Sequence[Platform], risky: set[int]) -> Proposal:
    fits = next((train.train for train in trains if _fits(one, train, risky)), None)
    reasons = (*_for(one), *_against(one, trains, fits, risky))
    if fits is not None and one.risk == HIGH:
        risky.add(fits)
    return Proposal(one.change, _say(one, trains, fits), fits, score(one), reasons)


def _fits(one: Candidate, train: Platform, risky: set[int]) -> bool:
    return train.is_open and not (one.risk == HIGH and train.train in risky) and train.train != one.was_aboard


def _say(one: Candidate, trains: Sequence[Platform], fits: int | None) -> Say:
    if fits is None or one.failed or (not one.waiting and one.age is None):
        return "ask"
    return "board" if fits == trains[0].train else "wait"


def _for(one: Candidate) -> list[Reason]:
    """Why it should go: what hangs on it, who waits, since when it is promised, and how much work it is."""
    found = [Reason("impact", one.impact)] if round(one.impact) > 0 else []
    found += [Reason("waits", one.waiting)] if one.waiting else []
    found += [Reason("promised", one.age)] if one.age is not None else []
    found += [Reason("effort", one.effort)] if one.effort is not None else []
    found += [Reason("small")] if one.effort is None and one.risk == LOW else []
    return found


def _against(one: Candidate, trains: Sequence[Platform], fits: int | None, risky: set[int]) -> list[Reason]:
    """Why not, or not on the first train."""
    found = [Reason("failed")] if one.failed else []
    found += [Reason("unasked")] if not one.waiting and one.age is None else []
    found += [Reason("risky")] if one.risk == HIGH else []
    for train in trains:
        if train.train == fits:
            break
        found += [Reason("shut", train.train)] if not train.is_open else []
        alone = train.is_open and one.risk == HIGH and train.train in risky
        found += [Reason("alone", train.train)] if alone else []
    return [*found, Reason("no_train")] if fits is None else found
