from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class TermsPublished(Fact):
    """A new version of the contribution terms is in force: `terms` is its ref."""

    terms: str
    version: int


@dataclass(frozen=True)
class TermsAgreed(Fact):
    """Fans said yes to a version for the first time. All are refs."""

    terms: str
    fans: tuple[str, ...]
