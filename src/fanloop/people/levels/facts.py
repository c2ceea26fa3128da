from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class LevelChanged(Fact):
    """Fans hold another level from now on; `fans` are refs of all who moved from `before` to `after` together."""

    fans: tuple[str, ...]
    before: int
    after: int


@dataclass(frozen=True)
class ThresholdsSet(Fact):
    """A founder changed what levels need; the next reckoning goes by it."""

    setting: str
