"""The world of a told story: named rows, and moments read aloud. Seeds tell their chapter through actions."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Model


class World:
    """Rows by name, so that one noun's chapter can speak of what another's has made: `world["fan.mira"]`."""

    def __init__(self) -> None:
        self._rows: dict[str, Model] = {}

    def __setitem__(self, name: str, row: Model) -> None:
        if name in self._rows:
            raise KeyError(f"{name} was told already")
        self._rows[name] = row

    def __getitem__(self, name: str) -> Any:
        if name not in self._rows:
            raise KeyError(f"nobody has told of {name} yet; known: {', '.join(sorted(self._rows))}")
        return self._rows[name]

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    @staticmethod
    def at(moment: str) -> datetime:
        """Read `2026-11-20 17:00` as a moment in UTC."""
        return datetime.fromisoformat(moment).replace(tzinfo=UTC)
