"""What moderation announces."""

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
