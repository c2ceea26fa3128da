"""How much a need matters (score) and how much it moves now (hot). Distinct people count, never events.

Score is weight × popularity, as in Centercode's feedback impact score. Hot has two terms, after Discourse's
`topic_hot_score.rb`, so that an old need can wake up. Ties are broken by votes, then by the newer need.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from fanloop.listening.voices.rules.kinds import Kind

WEIGHTS: dict[Kind, float] = {"bug": 3.0, "idea": 2.0, "question": 1.0, "praise": 0.5, "experience": 0.5}
VOICE, BACKING, VOTE = 3, 2, 1
"""What a person counts, once, by the strongest thing they did."""

GRAVITY = 1.4
RECENT_DAYS = 7
NEEDS_A_VOICE = 3
"""Below so many people a need is shown where needs look for voices."""


@dataclass(frozen=True)
class Standing:
    """What a need's score is reckoned from: the kinds of its voices, those people chose apart from those a rule guessed.

    Counts are distinct people; hours are counted from the ranking.
    """

    said: tuple[Kind, ...] = ()
    guessed: tuple[Kind, ...] = ()
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

    kind: Kind | None
    weight: float
    popularity: float
    hot: float

    @property
    def value(self) -> float:
        return self.weight * self.popularity


def gist(said: Collection[Kind], guessed: Collection[Kind]) -> Kind | None:
    """What a need is: the kind most of its voices have, and between equals the graver.

    One kind for each voice. Guesses count only where nobody said a kind; of nothing, None.

    >>> [gist(["idea", "idea", "bug"], []), gist(["idea", "bug"], []), gist(["idea"], ["bug", "bug"]), gist([], ["bug"])]
    ['idea', 'bug', 'idea', 'bug']
    """
    many = Counter(said or guessed)
    return max(many, key=lambda kind: (many[kind], WEIGHTS[kind]), default=None)


def weight(kind: Kind | None) -> float:
    """How grave a kind is; nothing, not at all."""
    return WEIGHTS[kind] if kind else 0.0


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
    kind = gist(standing.said, standing.guessed)
    return Score(kind, weight(kind), popularity(standing), hot(standing))


def order(value: float, votes: int, need_id: int) -> tuple[float, int, int]:
    """The key needs are sorted by, greatest first; no two needs share one."""
    return (value, votes, need_id)
