"""What is hot: two terms, distinct people, so that an old topic can wake up and nobody can push one alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=7)
GRAVITY = 1.4
RECENT, SIGN = 3.0, 1.0


@dataclass(frozen=True)
class Stir:
    """What happened around a topic: people who replied within the window and when the first of them did, all
    people who ever replied, signs given to it, and when it was started.
    """

    topic_id: int
    started_at: datetime
    first_recent_at: datetime
    recent_people: int
    people: int
    signs: int = 0


def hot(stir: Stir, *, now: datetime) -> float:
    """The two terms: people of these days over the age of the stir, all people over the age of the topic.

    After the pattern of Discourse's hot topics: `recent / (hours since the first recent one + 2)^g +
    all / (hours since it began + 2)^g`.
    """
    return RECENT * stir.recent_people / _cooling(now - stir.first_recent_at) + (
        stir.people + SIGN * stir.signs
    ) / _cooling(now - stir.started_at)


def _cooling(age: timedelta) -> float:
    return float((max(age, timedelta()) / timedelta(hours=1) + 2) ** GRAVITY)


def scores(stirs: Iterable[Stir], *, now: datetime) -> dict[int, float]:
    """Topic id → how hot it is."""
    return {stir.topic_id: hot(stir, now=now) for stir in stirs}
