"""How much a need matters (score) and how much it moves now (hot). Distinct people count, never events.

Score is weight × popularity, as in Centercode's feedback impact score. Hot has two terms, after Discourse's
`topic_hot_score.rb`, so that an old need can wake up. Ties are broken by votes, then by the newer need.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fanloop.listening.voices.rules.kinds import Kind

WEIGHTS: dict[Kind, float] = {"bug": 3.0, "idea": 2.0, "question": 1.0, "praise": 0.5}
VOICE, BACKING, VOTE = 3, 2, 1
"""What a person counts, once, by the strongest thing they did."""

GRAVITY = 1.4
RECENT_DAYS = 7
NEEDS_A_VOICE = 3
"""Below so many people a need is shown where needs look for voices."""


@dataclass(frozen=True)
class Standing:
    """What a need's score is reckoned from. Counts are distinct people; hours are counted from the ranking."""

    kinds: frozenset[Kind] = frozenset()
    voicers: int = 0
    backers: int = 0
    voters: int = 0
    votes: int = 0
    recent_voters: int = 0
    recent_backers: int = 0
    recent_talkers: int = 0
    hours_since_stir: float = 0.0
    age_hours: float = 0.0

    @property
    def people(self) -> int:
        return self.voicers + self.backers + self.voters


@dataclass(frozen=True)
class Score:
    """A score with what it is made of, so that a page can show where the number comes from."""

    weight: float
    popularity: float
    hot: float

    @property
    def value(self) -> float:
        return self.weight * self.popularity


def weight(kinds: Iterable[Kind]) -> float:
    """The weight of the gravest kind; of nothing, none."""
    return max((WEIGHTS[kind] for kind in kinds), default=0.0)


def popularity(standing: Standing) -> float:
    """Each person once: 3 who voiced it, 2 who said "me too", 1 who only voted."""
    return float(VOICE * standing.voicers + BACKING * standing.backers + VOTE * standing.voters)


def hot(standing: Standing) -> float:
    """What stirs now: people of the last seven days cool from the first of them, all votes from the birth."""
    stir = 5 * standing.recent_voters + 3 * standing.recent_talkers + 2 * standing.recent_backers
    return stir / _cooled(standing.hours_since_stir) + standing.votes / _cooled(standing.age_hours)


def _cooled(hours: float) -> float:
    return float((max(hours, 0.0) + 2) ** GRAVITY)


def score(standing: Standing) -> Score:
    return Score(weight(standing.kinds), popularity(standing), hot(standing))


def order(value: float, votes: int, need_id: int) -> tuple[float, int, int]:
    """The key needs are sorted by, greatest first; no two needs share one."""
    return (value, votes, need_id)
