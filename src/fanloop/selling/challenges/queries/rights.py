"""Who agreed to what, and when: one line for every yes to a picture, those that ended too."""

from dataclasses import dataclass
from datetime import datetime

from fanloop.foundation.viewer import Viewer
from fanloop.selling.challenges.models import Entry, Use

RUNS = "campaigns.open"


@dataclass(frozen=True)
class Right:
    """An entry under its terms, with one use that was allowed, or none."""

    entry: Entry
    use: Use | None

    @property
    def ended_at(self) -> datetime | None:
        return self.use.withdrawn_at if self.use else None


def rights(challenge_id: int, *, viewer: Viewer) -> list[Right]:
    """Every entry with each use of it, in the order they came; for who runs campaigns. Two queries."""
    if not viewer.may(RUNS):
        return []
    rows = list(
        Entry.objects.filter(challenge=challenge_id).select_related("fan", "terms", "file").order_by("id")
    )
    uses: dict[int, list[Use | None]] = {}
    for use in Use.objects.filter(entry__in=rows).order_by("id"):
        uses.setdefault(use.entry_id, []).append(use)
    return [Right(row, use) for row in rows for use in uses.get(row.id, [None])]
