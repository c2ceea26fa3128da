"""What a level opens. Rooms above announce their benefits when they are loaded; levels itself opens nothing."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Benefit:
    """From `level` on a fan may do this; `label` is said to fans, as "Vote for four needs at once"."""

    level: int
    key: str
    label: str | Promise


_benefits: dict[str, Benefit] = {}


def benefit(*, level: int, key: str, label: str | Promise) -> Benefit:
    """Announce what a level opens. The same key again replaces the first. Raises ValueError for a level that is none."""
    if not 0 <= level <= 4:
        raise ValueError(f"levels are 0 to 4, not {level}")
    _benefits[key] = found = Benefit(level, key, label)
    return found


def benefits_of(level: int) -> list[Benefit]:
    """What opens at exactly this level, by key."""
    return [one for _, one in sorted(_benefits.items()) if one.level == level]
