"""Which payout of a provider does a line of the bank show?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fanloop.selling.payments.rules.matching import bare

EARLY, LATE = timedelta(days=3), timedelta(days=10)
"""How much sooner or later than its provider says a payout may stand on the statement."""
SHORTEST = 8
"""Letters of a payout's own name that a statement cannot say by chance."""


@dataclass(frozen=True)
class Sent:
    """A payout no line has shown yet: `name` is the provider's own of it, `minor` negative when it took money."""

    id: int
    provider: str
    name: str
    minor: int
    currency: str
    arrives: date


def shown(words: str, minor: int, currency: str, booked: date, sent: Iterable[Sent]) -> Sent | None:
    """The payout that a line certainly shows: the same amount, and its own name, or its provider's near its day.

    Of several that are alike the oldest: they stand on the same account.
    """
    said = bare(words)
    same = [each for each in sent if (each.minor, each.currency) == (minor, currency)]
    named = [each for each in same if len(bare(each.name)) >= SHORTEST and bare(each.name) in said]
    near = [
        each
        for each in same
        if bare(each.provider) in said and each.arrives - EARLY <= booked <= each.arrives + LATE
    ]
    return min(named or near, key=lambda each: (each.arrives, each.id), default=None)


def names(words: str, providers: Iterable[str]) -> str:
    """The provider that a line speaks of; empty when it names none."""
    said = bare(words)
    return next((each for each in providers if bare(each) in said), "")
