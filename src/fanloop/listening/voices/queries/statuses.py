"""How needs stand now and how they stood before, in the names the maker chose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fanloop.foundation import lately
from fanloop.foundation.text.translated import read
from fanloop.listening.voices.models import NeedStatus, Status
from fanloop.listening.voices.rules.statuses import KINDS, ON_ROADMAP, TONE_OF, Kind

KIND_NAMES: dict[str, object] = {
    "open": _("Open"), "planned": _("Planned"), "building": _("Being built"), "shipped": _("Shipped"),
    "declined": _("Declined"), "duplicate": _("Counted with another"),
}  # fmt: skip
"""What a status is called where the maker chose no name."""


@dataclass(frozen=True)
class StatusRow:
    """A status as people read it. `status_id` is None where the maker has never touched it."""

    slug: str
    kind: str
    name: str
    tone: str
    on_board: bool = True
    on_roadmap: bool = False
    position: int = 0
    status_id: int | None = None


@dataclass(frozen=True)
class Change:
    """One step of a need's history: how it came to stand, on whose word, why and when."""

    id: int
    need_id: int
    status: StatusRow
    because: str
    by: str
    by_title: str
    at: datetime
    staged: bool
    is_now: bool


def statuses(*, retired: bool = False) -> list[StatusRow]:
    """All statuses in the maker's order; each kind that has none of its own is there with its plain name."""
    found = [status_row(row) for row in known().values() if retired or row.retired_at is None]
    missing = [plain(kind) for kind in KINDS if all(row.kind != kind for row in found)]
    return sorted([*found, *missing], key=lambda row: (KINDS.index(row.kind), row.position))


@lately.kept("voices_status")
def known() -> dict[int, Status]:
    """Every status the maker ever made, by id, in the maker's order."""
    return {row.id: row for row in Status.objects.order_by("position", "id")}


def plain(kind: Kind) -> StatusRow:
    return StatusRow(kind, kind, str(KIND_NAMES[kind]), TONE_OF[kind], on_roadmap=kind in ON_ROADMAP)


def status_row(row: Status) -> StatusRow:
    return StatusRow(
        row.slug, row.kind, read(row.name) or str(KIND_NAMES[row.kind]), row.tone, row.on_board, row.on_roadmap,
        row.position, row.id,
    )  # fmt: skip


def status(slug: str) -> Status | None:
    """A status the maker has, by slug."""
    return Status.objects.filter(slug=slug, retired_at=None).first()


def status_by_id(status_id: int) -> Status | None:
    return Status.objects.filter(id=status_id).first()


def stand(need_ids: Collection[int]) -> dict[int, Change]:
    """Need id → how it stands now; a need that was never touched is open and missing here. One query."""
    rows = NeedStatus.objects.filter(need__in=need_ids, ended_at=None).select_related("status", "by")
    return {row.need_id: _change(row) for row in rows}


def history(need_id: int) -> list[Change]:
    """Everything that was decided about a need, the newest first."""
    rows = NeedStatus.objects.filter(need=need_id).select_related("status", "by").order_by("-id")
    return [_change(row) for row in rows]


def changes_by_ids(change_ids: Collection[int]) -> list[NeedStatus]:
    """Rows of the history with their needs, for those who tell them on."""
    rows = NeedStatus.objects.filter(id__in=change_ids).select_related("need", "status", "by")
    return list(rows.order_by("id"))


def _change(row: NeedStatus) -> Change:
    name = (row.by.name or gettext("someone who left")) if row.by else ""
    return Change(
        row.id, row.need_id, status_row(row.status), row.because, name, row.by.title if row.by else "", row.at,
        row.staged, row.ended_at is None,
    )  # fmt: skip
