from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.selling.launches.models import Announcement, Launch, LaunchChange, LaunchStep, Picture
from fanloop.selling.launches.rules.phase import PUBLISHED, WITHDRAWN, Phase, phase

__all__ = ["Announcement", "Launch", "LaunchRow", "Picture"]

LAUNCH, ANNOUNCEMENT = "launches.launch", "launches.announcement"


@dataclass(frozen=True)
class LaunchRow:
    """A launch as it is at a moment, its words in the reader's language."""

    launch: Launch
    phase: Phase
    title: str
    words: str

    @property
    def ref(self) -> str:
        return ref(self.launch)

    @property
    def is_public(self) -> bool:
        return self.phase not in {"planned", "withdrawn"}


def _all() -> QuerySet[Launch]:
    return Launch.objects.select_related("line", "campaign", "room", "space", "event", "by")


def _rows(found: Iterable[Launch], at: datetime) -> list[LaunchRow]:
    """Two queries for a set."""
    launches_ = list(found)
    steps: dict[int, set[str]] = {row.id: set() for row in launches_}
    for launch_id, step in LaunchStep.objects.filter(launch__in=launches_).values_list("launch_id", "step"):
        steps[launch_id].add(step)
    return [_row(row, steps[row.id], at) for row in launches_]


def _row(row: Launch, steps: set[str], at: datetime) -> LaunchRow:
    now = phase(steps, starts=row.starts_at, ends=row.ends_at, at=at)
    said = row.teaser if now in {"planned", "teaser"} else row.words or row.teaser
    return LaunchRow(row, now, read(row.title), read(said))


def launches(at: datetime) -> list[LaunchRow]:
    """Every launch, for the desk, the newest first."""
    return _rows(_all().order_by("-starts_at", "-id"), at)


def published(at: datetime) -> list[LaunchRow]:
    """What everybody may see: to come, the next first, then what has been, the last first."""
    told = LaunchStep.objects.filter(launch=OuterRef("pk"), step=PUBLISHED)
    gone = LaunchStep.objects.filter(launch=OuterRef("pk"), step=WITHDRAWN)
    rows = _rows(_all().filter(Exists(told), ~Exists(gone)).order_by("starts_at", "id"), at)
    return [row for row in rows if row.phase != "replay"] + [row for row in rows if row.phase == "replay"][
        ::-1
    ]


def launch(slug: str, *, at: datetime) -> LaunchRow | None:
    return next(iter(_rows(_all().filter(slug=slug), at)), None)


def launch_by_id(launch_id: int, *, at: datetime) -> LaunchRow | None:
    return next(iter(_rows(_all().filter(id=launch_id), at)), None)


def of_campaign(campaign_id: int, at: datetime) -> list[LaunchRow]:
    """Public launches that lead to a campaign, the newest first."""
    rows = _rows(_all().filter(campaign=campaign_id).order_by("-starts_at", "-id"), at)
    return [row for row in rows if row.is_public]


def pictures(launch_id: int) -> list[Picture]:
    return list(Picture.objects.select_related("file").filter(launch=launch_id, down_at=None).order_by("id"))


def announcements(launch_id: int) -> list[Announcement]:
    """The newest first; what was taken back keeps its place without its words."""
    return list(Announcement.objects.select_related("by").filter(launch=launch_id).order_by("-at", "-id"))


def steps_of(launch_id: int) -> list[LaunchStep]:
    return list(LaunchStep.objects.select_related("by").filter(launch=launch_id).order_by("at", "id"))


def changes_of(launch_id: int) -> list[LaunchChange]:
    return list(LaunchChange.objects.select_related("by").filter(launch=launch_id).order_by("-at", "-id"))


def feed(rows: Sequence[LaunchRow], *, limit: int) -> list[tuple[LaunchRow, Announcement | LaunchStep]]:
    """What was made public about these launches, the newest first: that they stand, and each announcement."""
    ids = {row.launch.id: row for row in rows}
    stood = LaunchStep.objects.filter(launch__in=ids, step=PUBLISHED).order_by("-at")[:limit]
    said = (
        Announcement.objects.select_related("by").filter(launch__in=ids, back_at=None).order_by("-at")[:limit]
    )
    found: list[Announcement | LaunchStep] = [*stood, *said]
    found.sort(key=lambda one: (one.at, one.id), reverse=True)
    return [(ids[one.launch_id], one) for one in found[:limit]]


@trail.describes(LAUNCH, label=lambda count: ngettext("launch", "launches", count))
def describe_launches(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """A launch nobody has published is for the desk."""
    rows = Launch.objects.select_related("line").filter(id__in=ids)
    if not (viewer.is_system or viewer.may("launches.run")):
        rows = rows.filter(id__in=LaunchStep.objects.filter(step=PUBLISHED).values("launch"))
    return {
        row.id: trail.Card(ref(row), gettext("launch"), read(row.title), read(row.line.name), row.starts_at)
        for row in rows
    }
