"""The Popcorn award: who may vote for the engineer of the week, until when, and who has won.

Candidates are engineers of the team who made a change that left with the train. A fan whose own patch left with it is
credited as its maker and is no candidate: the award leads to a share of the team's bonus pool.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import floor
from typing import Literal
from zoneinfo import ZoneInfo

from fanloop.listening.answers.rules.figures import wilson
from fanloop.releasing.releases.rules.train import tuesday_after

ENOUGH = 3
"""Fewer votes for somebody than this are a greeting, no award."""
LONGEST = timedelta(days=9)
"""No vote is open for longer than this, whatever the day of departure."""
WHOLE = 1_000
"""Bounds are whole thousandths, so that anybody can reckon a share again by hand."""

Why = Literal["", "early", "closed", "not_aboard", "new_here", "yourself", "your_squad"]


@dataclass(frozen=True)
class Voter:
    """Who votes. `squad` is None for a fan, and the name of the squad, which may be empty, for one of the team."""

    fan_id: int
    joined_at: datetime
    squad: str | None = None


@dataclass(frozen=True)
class Candidate:
    """An engineer whose change left: `fan_id` is the engineer's own account."""

    member_id: int
    fan_id: int
    squad: str = ""


@dataclass(frozen=True)
class Stand:
    """How somebody stands: so many of all votes of the train, and the bound of that share in thousandths."""

    member_id: int
    votes: int
    of: int

    @property
    def lower(self) -> int:
        return lower(self.votes, self.of)


def closes_at(departed_at: datetime, zone: ZoneInfo) -> datetime:
    """Voting ends when the Tuesday of the reports ends, by the maker's clock."""
    day = tuesday_after(departed_at, zone) + timedelta(days=1)
    return datetime.combine(day, time(), zone)


def why_not(
    voter: Voter,
    candidate: Candidate | None,
    *,
    departed_at: datetime | None,
    closes: datetime,
    now: datetime,
) -> Why:
    """Why this vote cannot be given; empty when it can.

    Who came after the train left has not used the week before it. One of the team votes for other squads alone; where
    a squad has no name the whole house is one squad, and its own people do not vote at all.
    """
    if departed_at is None or now < departed_at:
        return "early"
    if now >= closes:
        return "closed"
    if candidate is None:
        return "not_aboard"
    if voter.fan_id == candidate.fan_id:
        return "yourself"
    if voter.squad is not None and (not voter.squad or not candidate.squad or voter.squad == candidate.squad):
        return "your_squad"
    return "new_here" if voter.joined_at > departed_at else ""


def lower(votes: int, of: int) -> int:
    """The lower end of Wilson's 95 % interval of `votes` among `of`, in thousandths, rounded down.

    On one train all are counted against the same votes, so more votes stand higher. The bound makes trains
    comparable: 30 of 40 votes is surer than 3 of 4. Source: Wilson 1927, the score interval.
    """
    return floor(wilson(votes, of)[0] * WHOLE)


def ranked(votes: Mapping[int, int]) -> list[Stand]:
    """Member id → votes, as they stand: the highest first, equal ones in the order in which they joined."""
    of = sum(votes.values())
    stands = [Stand(member_id, count, of) for member_id, count in votes.items() if count]
    return sorted(stands, key=lambda stand: (-stand.votes, stand.member_id))


def winners(votes: Mapping[int, int]) -> list[Stand]:
    """Everybody with the most votes, when that is enough. Those who tie have all won; no lot is drawn."""
    stands = ranked(votes)
    return [stand for stand in stands if stand.votes == stands[0].votes and stand.votes >= ENOUGH]
