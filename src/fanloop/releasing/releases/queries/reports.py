"""Reads of Tuesday: what fans told of a train, one by one and in sums. Sums are counted by the database, never by hand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.releasing.releases.models import (
    BoxVoice,
    Departure,
    NotFixed,
    Report,
    ReportRevision,
    Train,
    TuesdayStep,
    Verdict,
)
from fanloop.releasing.releases.queries.timetable import cadence_of, station_of, withdrawal
from fanloop.releasing.releases.rules import reports as rules
from fanloop.releasing.releases.rules.reports import BOXES, SAYS, Says, Share, Verdicts
from fanloop.releasing.releases.rules.stations import CLOSED, DEPARTED, REPORTED

__all__ = ["NotFixed", "Report", "ReportRow", "Share", "Slice", "Sums", "Verdicts"]


@dataclass(frozen=True)
class ReportRow:
    """A report with its author's name, its device in words, what it says of each change, and the voice of each box."""

    report: Report
    by: str
    device: str
    verdicts: dict[int, str]
    voices: dict[str, int]


@dataclass(frozen=True)
class Slice:
    """Everybody with one language or one device: how many reports, and what they say of all changes together."""

    key: str
    line_id: int | None
    variant: str
    reports: int
    verdicts: Verdicts


@dataclass(frozen=True)
class Sums:
    """A week in figures. `changes` has every change somebody spoke of; `boxes` how many filled each box."""

    reports: int
    boxes: dict[str, int] = field(default_factory=dict)
    changes: dict[int, Verdicts] = field(default_factory=dict)
    languages: list[Slice] = field(default_factory=list)
    devices: list[Slice] = field(default_factory=list)


def zone_of(line_id: int) -> ZoneInfo:
    """The time zone in which a line's Tuesdays are counted."""
    return ZoneInfo(cadence_of(line_id).zone)


def left_at(train_id: int) -> datetime | None:
    """When a train left; None while it has not."""
    return Departure.objects.filter(train=train_id).values_list("at", flat=True).first()


def report_of(train_id: int, fan_id: int | None) -> Report | None:
    """What this fan told of a train."""
    return Report.objects.filter(train=train_id, fan=fan_id).first() if fan_id is not None else None


def departed_between(after: datetime, until: datetime) -> list[Train]:
    """Trains of our own that left in that time, the first one first; imported ones ask nobody."""
    rows = Departure.objects.filter(at__gt=after, at__lte=until, train__source_key=None)
    return [row.train for row in rows.select_related("train__line").order_by("at", "id")]


def why_closed(train: Train) -> str:
    """Why nobody can report on a train now, and what to do instead; empty while they can."""
    station = station_of(train.id)
    if withdrawal(train.id):
        why = _(
            "%(train)s was withdrawn, so there is nothing to report on it. Tell us as a voice what you saw."
        )
    elif train.source_key:
        why = _("%(train)s left long before it came here. What you know of it is welcome as a voice.")
    elif station == CLOSED:
        why = _("%(train)s is closed. What you saw since is welcome as a voice.")
    else:
        why = (
            "" if station in {DEPARTED, REPORTED} else _("%(train)s has not left yet. Come back when it has.")
        )
    return why % {"train": train.number}


def is_settled(train_id: int) -> bool:
    """Whether majorities decide about this train's changes already."""
    return TuesdayStep.objects.filter(train=train_id, step=rules.SETTLED).exists()


def settled_on(train_id: int) -> date | None:
    """The day from which majorities decide about a train's changes; None before."""
    row = TuesdayStep.objects.filter(train=train_id, step=rules.SETTLED).first()
    return row.at.date() if row else None


def verdicts_confirmed(train_id: int, *, fan_id: int | None = None) -> list[tuple[int, int]]:
    """Fan and change of each verdict most others agree with: a "no" where it is called not fixed, a "yes" where it helped."""
    rows = Verdict.objects.filter(report__train=train_id)
    found = verdicts(rows.values_list("change_id", flat=True).distinct())
    failed = set(not_fixed(found))
    helped = {one for one, said in found.items() if rules.is_confirmed(said)} - failed
    told = rows.filter(Q(says="no", change__in=failed) | Q(says="yes", change__in=helped))
    told = told.filter(report__fan=fan_id) if fan_id is not None else told
    return list(told.order_by("id").values_list("report__fan_id", "change_id"))


def reporters(train_id: int) -> set[int]:
    """Ids of fans who have told of this train."""
    return set(Report.objects.filter(train=train_id).values_list("fan_id", flat=True))


def verdicts_in(report_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Report id → change id → what it says."""
    found: dict[int, dict[int, str]] = {number: {} for number in report_ids}
    rows = Verdict.objects.filter(report__in=report_ids).values_list("report_id", "change_id", "says")
    for report_id, change_id, says in rows:
        found[report_id][change_id] = says
    return found


def voices_in(report_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Report id → box → id of the voice it became."""
    found: dict[int, dict[str, int]] = {number: {} for number in report_ids}
    for report_id, box, voice_id in BoxVoice.objects.filter(report__in=report_ids).values_list(
        "report_id", "box", "voice_id"
    ):
        found[report_id][box] = voice_id
    return found


def count_reports(train_id: int, *, language: str = "") -> int:
    return _of(train_id, language).count()


def reports_of(
    train_id: int, *, language: str = "", offset: int = 0, limit: int | None = None
) -> list[ReportRow]:
    """Reports of a train with names, the newest first: for the desk. Four queries for any number."""
    page = _of(train_id, language).select_related("device").order_by("-at", "-id")
    rows = list(page[offset : offset + limit if limit else None])
    ids = [row.id for row in rows]
    names, said, spoken = fans.names(row.fan_id for row in rows), verdicts_in(ids), voices_in(ids)
    return [
        ReportRow(row, names.get(row.fan_id, ""), _device(row), said[row.id], spoken[row.id]) for row in rows
    ]


def _of(train_id: int, language: str) -> QuerySet[Report]:
    rows = Report.objects.filter(train=train_id)
    return rows.filter(language=language) if language else rows


def _device(row: Report) -> str:
    return voices.device(row.device.name if row.device else None, row.variant, row.build)


def sums(train_id: int) -> Sums:
    """A train's week: six aggregates, however many reports there are."""
    rows = Report.objects.filter(train=train_id)
    filled = {box: Count("id", filter=~Q(**{box: ""})) for box in BOXES}
    boxes = rows.aggregate(reports=Count("id"), **filled)
    said = Verdict.objects.filter(report__train=train_id)
    return Sums(
        reports=boxes.pop("reports"),
        boxes=boxes,
        changes=_counted(said, "change_id"),
        languages=_slices(rows, said, ("language",)),
        devices=_slices(rows, said, ("device_id", "variant")),
    )


def _slices(reports: QuerySet[Report], said: QuerySet[Verdict], by: tuple[str, ...]) -> list[Slice]:
    """Reports and verdicts by one property of the report, the most reported first."""
    counts = reports.values_list(*by).annotate(count=Count("id")).order_by("-count", *by)
    told: dict[tuple[Any, ...], dict[str, int]] = {}
    columns = [f"report__{name}" for name in by]
    for row in said.values_list(*columns, "says").annotate(count=Count("id")).order_by():
        told.setdefault(row[:-2], {})[row[-2]] = row[-1]
    return [_slice(row[:-1], row[-1], Verdicts(**told.get(row[:-1], {}))) for row in counts]


def _slice(key: tuple[Any, ...], count: int, found: Verdicts) -> Slice:
    line_id, variant = key if len(key) > 1 else (None, "")
    return Slice("|".join(str(one or "") for one in key), line_id, variant, count, found)


def verdicts(change_ids: Iterable[int]) -> dict[int, Verdicts]:
    """Change id → what fans say of it; of one nobody spoke of, nothing but zeros."""
    ids = set(change_ids)
    found = _counted(Verdict.objects.filter(change__in=ids), "change_id")
    return {change_id: found.get(change_id, Verdicts()) for change_id in ids}


def _counted(rows: QuerySet[Verdict], by: str) -> dict[int, Verdicts]:
    per = {says: Count("id", filter=Q(says=says)) for says in SAYS}
    counted = rows.values(by).annotate(**per).order_by(by)
    return {row[by]: Verdicts(row["yes"], row["no"], row["not_tried"]) for row in counted}


def confirmed_at(change_ids: Iterable[int]) -> dict[int, datetime]:
    """Change id → the first moment at which most of enough fans said that it helped; others are missing."""
    told: dict[int, list[tuple[datetime, Says]]] = {}
    rows = Verdict.objects.filter(change__in=set(change_ids)).exclude(says="not_tried")
    for change_id, moment, says in rows.values_list("change_id", "at", "says"):
        told.setdefault(change_id, []).append((moment, says))  # type: ignore[arg-type]  # the table allows no other
    found = {change_id: rules.confirmed_at(said) for change_id, said in told.items()}
    return {change_id: moment for change_id, moment in found.items() if moment is not None}


def not_fixed(change_ids: Iterable[int]) -> dict[int, NotFixed]:
    """Those of these changes that most reporters called not fixed."""
    rows = NotFixed.objects.filter(change__in=set(change_ids)).select_related("change", "train__line")
    return {row.change_id: row for row in rows}


def reopened_by(train_id: int) -> list[NotFixed]:
    """Changes of this train that were called not fixed, the first one first; `needs` are open again since."""
    rows = NotFixed.objects.filter(train=train_id).select_related("change__maker", "train__line")
    return list(rows.order_by("at", "id"))


def not_fixed_last_week(line_id: int, *, until: datetime, besides: int | None = None) -> list[NotFixed]:
    """What was called not fixed since the line's departure before `until`: the next notes name it.

    `besides` is the id of the train whose notes are written; its own departure is not the one before.
    """
    gone = Departure.objects.filter(train__line=line_id, at__lt=until).exclude(train=besides)
    before = gone.order_by("-at").values_list("at", flat=True).first()
    rows = NotFixed.objects.filter(train__line=line_id, at__lt=until)
    if before is not None:
        rows = rows.filter(at__gte=before)
    return list(rows.select_related("change__maker", "train__line").order_by("at", "id"))


def not_fixed_about(need_ids: Collection[int]) -> list[NotFixed]:
    """What was called not fixed and opened one of these needs again, the first one first."""
    wanted = [Q(needs__contains=[need_id]) for need_id in need_ids]
    rows = NotFixed.objects.filter(reduce(or_, wanted)) if wanted else NotFixed.objects.none()
    return list(rows.order_by("at", "id"))


def steps(train_ids: Iterable[int]) -> dict[int, set[str]]:
    """Train id → what the house did about its reports: invited, reminded, settled."""
    found: dict[int, set[str]] = {train_id: set() for train_id in train_ids}
    for train_id, step in TuesdayStep.objects.filter(train__in=found).values_list("train_id", "step"):
        found[train_id].add(step)
    return found


def train_asked_about(step_id: int) -> Train | None:
    """The train that an invitation or a reminder asks about."""
    row = TuesdayStep.objects.filter(id=step_id).select_related("train__line").first()
    return row.train if row else None


def train_of_report(report_id: int) -> Train | None:
    row = Report.objects.filter(id=report_id).select_related("train__line").first()
    return row.train if row else None


def not_fixed_by_id(row_id: int) -> NotFixed | None:
    return NotFixed.objects.filter(id=row_id).first()


@trail.describes("releases.report", label=lambda count: ngettext("report", "reports", count))
def describe_reports(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- that somebody told is public
    rows = Report.objects.filter(id__in=ids).select_related("train__line")
    return {
        row.id: trail.Card(
            f"releases.report:{row.id}", _("report"), f"{read(row.train.line.name)} {row.train.number}",
            _("told after a week with it"), row.at,
        )
        for row in rows
    }  # fmt: skip


@trail.describes("releases.not_fixed", label=lambda count: ngettext("not fixed", "not fixed", count))
def describe_not_fixed(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- sums are public
    rows = NotFixed.objects.filter(id__in=ids).select_related("change")
    return {
        row.id: trail.Card(
            f"releases.not_fixed:{row.id}", _("not fixed"), read(row.change.title),
            _("%(no)d of %(of)d say so") % {"no": row.no, "of": row.yes + row.no}, row.at,
        )
        for row in rows
    }  # fmt: skip


def _export(fan_id: int) -> list[dict[str, Any]]:
    """What a fan told on Tuesdays, with what it said before and what they say of each change."""
    rows = list(Report.objects.filter(fan=fan_id).select_related("train__line", "device").order_by("id"))
    said = verdicts_in([row.id for row in rows])
    before: dict[int, list[dict[str, str]]] = {}
    for old in ReportRevision.objects.filter(report__fan=fan_id).order_by("id"):
        before.setdefault(old.report_id, []).append(_boxes(old) | {"until": old.at.isoformat()})
    return [
        {
            "train": f"{read(row.train.line.name)} {row.train.number}", **_boxes(row), "device": _device(row),
            "language": row.language, "at": row.at.isoformat(),
            "verdicts": {f"releases.change:{change}": says for change, says in said[row.id].items()},
            "before": before.get(row.id, []),
        }
        for row in rows
    ]  # fmt: skip


def _boxes(row: Report | ReportRevision) -> dict[str, str]:
    return {box: getattr(row, box) for box in BOXES}


fans.register_export("reports", _export)
