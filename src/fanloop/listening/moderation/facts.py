"""What moderation announces. All strings named `about` and all people are references."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class ContentHidden(Fact):
    """Something was taken out of sight; the owner of the reference takes it out of search and counts."""

    about: str


@dataclass(frozen=True)
class ContentShown(Fact):
    """A hiding was undone; the owner of the reference lets it be found again."""

    about: str


@dataclass(frozen=True)
class ContentFlagged(Fact):
    """Somebody, or the house by its rules, reported something; a review waits with this score."""

    about: str
    review: str
    reason: str
    score: float


@dataclass(frozen=True)
class FlagJudged(Fact):
    """A moderator judged a review: `verdict` is hide, warn, show or ignore. `reporters` and `author` are fans, the author
    empty where nobody is known.
    """

    about: str
    review: str
    verdict: str
    author: str
    reporters: tuple[str, ...]


@dataclass(frozen=True)
class StrikeGiven(Fact):
    """A fan got a strike; `consequence` is warn, silence or suspend."""

    fan: str
    strike: str
    consequence: str


@dataclass(frozen=True)
class StrikeLifted(Fact):
    """A strike no longer counts, and what followed from it has ended."""

    fan: str
    strike: str
