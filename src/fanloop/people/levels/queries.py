"""Every read of levels. A level is public; how far somebody is, is for them and for who may see people."""

from collections.abc import Iterable

from fanloop.people.levels.models import Level

__all__ = ["level_of", "levels_of"]


def level_of(fan_id: int | None) -> int:
    """The level held now; 0 for nobody."""
    if fan_id is None:
        return 0
    return Level.objects.filter(fan=fan_id).values_list("level", flat=True).first() or 0


def levels_of(fan_ids: Iterable[int]) -> dict[int, int]:
    """Id → level, for every id that was asked."""
    asked = set(fan_ids)
    held = dict(Level.objects.filter(fan__in=asked).values_list("fan", "level"))
    return {fan_id: held.get(fan_id, 0) for fan_id in asked}
