"""What follows from strikes: each step of the ladder in turn, the last one again and again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fanloop.listening.moderation.rules.figures import HOUSE, Figures
from fanloop.listening.moderation.rules.words import SILENCE, SUSPENSION, WARNING


@dataclass(frozen=True)
class Consequence:
    """A warning has no end; silence and suspension hold until `until`."""

    kind: str
    until: datetime | None


def consequence(*, standing: int, at: datetime, figures: Figures = HOUSE) -> Consequence:
    """What a new strike brings to somebody who has `standing` others that still count.

    >>> [consequence(standing=n, at=datetime(2026, 1, 1)).kind for n in range(5)]
    ['warn', 'silence', 'silence', 'suspend', 'suspend']
    """
    kind, days = figures.ladder[min(standing, len(figures.ladder) - 1)]
    return Consequence(kind, None if kind == WARNING else at + timedelta(days=days))


def expires(*, at: datetime, figures: Figures = HOUSE) -> datetime:
    """When a strike no longer counts."""
    return at + timedelta(days=figures.strike_days)


def stopped_until(held: Iterable[Consequence], *, at: datetime) -> Consequence | None:
    """The hardest consequence that holds now: suspension over silence, then the later end."""
    now = [one for one in held if one.until is not None and one.until > at]
    order = {SILENCE: 0, SUSPENSION: 1}
    return max(now, key=lambda one: (order.get(one.kind, 0), one.until), default=None)
