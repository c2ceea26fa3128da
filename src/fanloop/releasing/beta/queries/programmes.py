"""What programmes there are, and what each is made of. All of it is public; the people are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Manager, Q, QuerySet

from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.releasing.beta.models import (
    Activity,
    BetaTerms,
    Feature,
    Phase,
    Programme,
    ProgrammeChange,
    Question,
    Seat,
)
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Variant


@dataclass(frozen=True)
class PhaseRow:
    """A phase in the reader's language."""

    phase: Phase
    title: str

    def days_left(self, at: datetime) -> int:
        """Days until it ends, a part of a day counting as one; nought when it is over."""
        left = (self.phase.ends - at).total_seconds()
        return max(0, -int(-left // 86_400))


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme as it is listed: words in the reader's language, how many test, and the phase of the moment."""

    programme: Programme
    title: str
    words: str
    line: str
    testers: int
    phase: PhaseRow | None

    @property
    def ref(self) -> str:
        return ref(self.programme)


def programmes(*, at: datetime, past: bool = False) -> list[ProgrammeRow]:
    """Programmes that run or will, the next to open first; or those that are closed. Three queries for any number."""
    rows = Programme.objects.select_related("line", "by")
    rows = rows.filter(closes__lte=at).order_by("-closes") if past else _open(rows, at)
    return programme_rows(list(rows), at=at)


def _open(rows: "QuerySet[Programme]", at: datetime) -> "QuerySet[Programme]":
    return rows.filter(Q(closes=None) | Q(closes__gt=at)).order_by("opens", "id")


def programme_rows(rows: Sequence[Programme], *, at: datetime) -> list[ProgrammeRow]:
    here = Seat.objects.filter(programme__in=rows, left_at=None).values_list("programme")
    counts = dict(here.annotate(people=Count("id")))
    now = _phases(Phase.objects.filter(programme__in=rows, starts__lte=at, ends__gt=at))
    phases = {row.phase.programme_id: row for row in reversed(now)}
    return [
        ProgrammeRow(row, read(row.title), read(row.words), read(row.line.name), counts.get(row.id, 0), phases.get(row.id))
        for row in rows
    ]  # fmt: skip


def programme(slug: str) -> Programme | None:
    return Programme.objects.select_related("line", "by").filter(slug=slug).first()


def programme_by_id(programme_id: int) -> Programme | None:
    return Programme.objects.select_related("line", "by").filter(id=programme_id).first()


def programme_of(line_id: int, *, at: datetime | None = None) -> Programme | None:
    """The programme of a line that runs at this moment, the one opened last; without a moment, the one opened last."""
    rows = Programme.objects.select_related("line", "by").filter(line=line_id)
    if at is not None:
        rows = _open(rows, at).filter(opens__lte=at)
    return rows.order_by("-opens", "-id").first()


def is_open(row: Programme, *, at: datetime) -> bool:
    """Whether fans may apply and testers may try."""
    return row.opens <= at and (row.closes is None or at < row.closes)


def phases_of(programme_id: int) -> list[PhaseRow]:
    return _phases(Phase.objects.filter(programme=programme_id))


def _phases(rows: "QuerySet[Phase]") -> list[PhaseRow]:
    return [PhaseRow(row, read(row.title)) for row in rows.filter(dropped_at=None).order_by("starts", "id")]


def phase(phase_id: int) -> Phase | None:
    return Phase.objects.filter(id=phase_id, dropped_at=None).first()


@dataclass(frozen=True)
class ActivityRow:
    """An activity in the reader's language. Without a phase it is there all the time."""

    activity: Activity
    title: str
    words: str


def activities_of(programme_id: int) -> list[ActivityRow]:
    rows = Activity.objects.filter(programme=programme_id, dropped_at=None).select_related("phase")
    rows = rows.order_by("phase__starts", "id")
    return [ActivityRow(row, read(row.title), read(row.words)) for row in rows]


def activity(activity_id: int) -> Activity | None:
    rows = Activity.objects.select_related("programme", "phase")
    return rows.filter(id=activity_id, dropped_at=None).first()


@dataclass(frozen=True)
class QuestionRow:
    """A question with its offered answers in the reader's language."""

    question: Question
    title: str
    options: tuple[str, ...]


def questions_of(programme_id: int, *, dropped: bool = False) -> list[QuestionRow]:
    """Questions asked today, or all that ever were, for reading old answers."""
    rows = Question.objects.filter(programme=programme_id).order_by("id")
    if not dropped:
        rows = rows.filter(dropped_at=None)
    return [QuestionRow(row, read(row.title), tuple(read(one) for one in row.options)) for row in rows]


@dataclass(frozen=True)
class FeatureRow:
    """A feature to try, in the reader's language."""

    feature: Feature
    title: str
    words: str


def features_of(programme_id: int, *, dropped: bool = False) -> list[FeatureRow]:
    """Features to try, the weightiest first; with `dropped` also those no longer asked for."""
    rows = Feature.objects.filter(programme=programme_id).order_by("-weight", "id")
    if not dropped:
        rows = rows.filter(dropped_at=None)
    return [FeatureRow(row, read(row.title), read(row.words)) for row in rows]


def feature(feature_id: int) -> Feature | None:
    return Feature.objects.select_related("programme").filter(id=feature_id, dropped_at=None).first()


_PIECES: dict[str, Manager[Any]] = {
    "phase": Phase.objects, "activity": Activity.objects, "question": Question.objects, "feature": Feature.objects,
}  # fmt: skip


def piece(programme_id: int, kind: str, number: int) -> Phase | Activity | Question | Feature | None:
    """A phase, activity, question or feature of a programme that was not dropped."""
    if kind not in _PIECES:
        return None
    rows = _PIECES[kind].filter(programme=programme_id, dropped_at=None, id=number)
    found: Phase | Activity | Question | Feature | None = rows.select_related("programme").first()
    return found


def devices_of(programme: Programme) -> list[Variant]:
    """What builds of this programme run on: the line's variants that can be chosen today."""
    return products.variants(programme.line_id)


def terms_in_force(programme_id: int, language: str | None = None) -> BetaTerms | None:
    """What testers sign now, with `said` in the reader's language; None before the first version."""
    return _read(BetaTerms.objects.filter(programme=programme_id).order_by("-version").first(), language)


def terms_version(programme_id: int, number: int, language: str | None = None) -> BetaTerms | None:
    return _read(BetaTerms.objects.filter(programme=programme_id, version=number).first(), language)


def _read(row: BetaTerms | None, language: str | None) -> BetaTerms | None:
    if row is not None:
        row.said = read(row.text, language)
    return row


def changes_of(programme_id: int) -> list[ProgrammeChange]:
    rows = ProgrammeChange.objects.filter(programme=programme_id).select_related("by")
    return list(rows.order_by("-at", "-id"))


def titles(programme_ids: Iterable[int]) -> dict[int, str]:
    rows = Programme.objects.filter(id__in=set(programme_ids)).values_list("id", "title")
    return {number: read(said) for number, said in rows}
