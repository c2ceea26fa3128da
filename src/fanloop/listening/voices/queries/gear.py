"""The devices people say they own, and how they are called."""

from collections.abc import Mapping
from dataclasses import dataclass

from fanloop.foundation.text.translated import read
from fanloop.listening.voices.models import Gear


@dataclass(frozen=True)
class GearRow:
    """One device of a fan, in words."""

    gear: Gear
    name: str


def gear_of(fan_id: int | None) -> list[GearRow]:
    """A fan's devices, the one said last in front."""
    if fan_id is None:
        return []
    rows = Gear.objects.filter(fan=fan_id).select_related("line").order_by("-at", "-id")
    return [GearRow(row, device(row.line.name, row.variant)) for row in rows]


def device(line: Mapping[str, str] | None, variant: str = "", build: str = "") -> str:
    """A device in words: the line, unless the variant names it, the variant, the build."""
    name = read(dict(line)) if line else ""
    return ", ".join(part for part in ("" if name and name in variant else name, variant, build) if part)
