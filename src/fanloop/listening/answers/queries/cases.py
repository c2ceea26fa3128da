"""Reads of cases: the wall, one case with its log, and how a voice or topic stands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext

from fanloop.foundation import trail
from fanloop.foundation.refs import parse
from fanloop.foundation.viewer import Viewer
from fanloop.listening.answers.models import OPEN, PAUSED, Case, CaseEvent, CaseRef, Draft
from fanloop.listening.answers.queries.calendars import calendar
from fanloop.listening.answers.rules import hours as clock
from fanloop.listening.answers.rules import lanes
from fanloop.listening.answers.rules.log import ANSWERED, Entry, course
from fanloop.people.fans import queries as fans

VOICE, TOPIC = "voices.voice", "community.topic"
MAY_ANSWER = "voices.answer"


@dataclass(frozen=True)
class CaseRow:
    """A waiting case on the wall. `left` is in seconds of desk time, below zero when it is late; None while it is paused."""

    case: Case
    title: str
    by: str
    lane: lanes.Lane
    left: int | None
    opens_at: datetime | None
    held_by: str
    held_since: datetime | None
    held_id: int | None
    refs: tuple[str, ...]

    def id_of(self, kind: str) -> int | None:
        return next((parse(ref).id for ref in self.refs if parse(ref).kind == kind), None)

    @property
    def minutes(self) -> int | None:
        """Whole minutes left, rounded up; how late, below zero."""
        return None if self.left is None else -(-self.left // 60)

    @property
    def due_at(self) -> datetime | None:
        return self.case.due_at


@dataclass(frozen=True)
class Standing:
    """How a voice or topic stands: waiting until `due_at`, paused with what it was asked, answered, or excused.

    `taken` is in seconds of desk time, `real` in seconds of the wall clock; both None until it is answered.
    """

    case_id: int
    fan_id: int | None
    state: str
    seconds: int
    opened_at: datetime
    due_at: datetime | None
    opens_at: datetime | None
    left: int | None
    taken: int | None
    real: int | None
    answered_at: datetime | None
    answered_by: int | None

    @property
    def minutes(self) -> int | None:
        """Minutes left while it waits, minutes taken when it is answered."""
        seconds = self.taken if self.answered_at else self.left
        return None if seconds is None else -(-seconds // 60)


def case(case_id: int) -> Case | None:
    return Case.objects.select_related("policy__hours", "fan", "claimed_by").filter(id=case_id).first()


def case_of(ref: str) -> Case | None:
    """The case a voice or topic belongs to."""
    row = CaseRef.objects.filter(ref=ref).select_related("case__policy__hours").first()
    return row.case if row else None


def refs_of(case_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for case_id, ref in (
        CaseRef.objects.filter(case__in=case_ids).order_by("id").values_list("case_id", "ref")
    ):
        found[case_id] = (*found.get(case_id, ()), ref)
    return found


def waiting(viewer: Viewer, *, now: datetime, limit: int = 200) -> list[CaseRow]:
    """What waits, the least time left first; the paused ones last. A fixed number of queries; nothing for others."""
    if not viewer.may(MAY_ANSWER):
        return []
    rows = Case.objects.filter(state__in=(OPEN, PAUSED)).select_related("policy__hours", "claimed_by", "fan")
    return case_rows(list(rows.order_by("due_at", "id")[:limit]), viewer, now)


def case_rows(rows: Sequence[Case], viewer: Viewer, now: datetime) -> list[CaseRow]:
    refs = refs_of([row.id for row in rows])
    cards = trail.describe([ref for row in rows for ref in refs.get(row.id, ())], viewer=viewer)
    names = fans.names(row.fan_id for row in rows if row.fan_id)
    shown = [
        _row(row, refs.get(row.id, ()), cards, names.get(row.fan_id or 0, gettext("Somebody")), now)
        for row in rows
    ]
    return sorted(shown, key=lambda one: (one.left is None, one.left or 0, one.case.id))


def _row(row: Case, refs: tuple[str, ...], cards: dict[str, trail.Card], by: str, now: datetime) -> CaseRow:
    days = calendar(row.policy.hours)
    is_open = clock.is_open(now, days)
    left = clock.left(now, row.due_at, days) if row.due_at else None
    held = lanes.holder(lease_of(row), now)
    title = next((cards[ref].title for ref in reversed(refs) if ref in cards), gettext("Taken out of sight"))
    return CaseRow(
        row, title, by, lanes.lane(is_paused=row.state == PAUSED, is_open=is_open, left=left or 0), left,
        None if is_open or left is None else clock.next_opening(now, days),
        (row.claimed_by.name if row.claimed_by else "") if held else "", held.since if held else None,
        held.member_id if held else None, refs,
    )  # fmt: skip


def lease_of(row: Case) -> lanes.Lease | None:
    if row.claimed_by_id is None or row.claimed_at is None or row.claimed_until is None:
        return None
    return lanes.Lease(row.claimed_by_id, row.claimed_at, row.claimed_until)


def events_of(case_id: int) -> list[CaseEvent]:
    """The log of a case as it is read, oldest first."""
    return list(CaseEvent.objects.filter(case=case_id).select_related("member", "fan").order_by("at", "id"))


def entries(case_id: int) -> list[Entry]:
    rows = CaseEvent.objects.filter(case=case_id).order_by("id").values_list("kind", "at", "member_id")
    return [Entry(*row) for row in rows]


def question_of(case_id: int) -> CaseEvent | None:
    """What the fan was asked last and has not answered yet."""
    last = (
        CaseEvent.objects.filter(case=case_id, kind__in=("paused", "resumed"))
        .select_related("member")
        .order_by("-id")
        .first()
    )
    return last if last and last.kind == "paused" else None


def drafts_of(case_id: int) -> list[Draft]:
    return list(Draft.objects.filter(case=case_id).select_related("member").order_by("-at"))


def earlier(fan_id: int, *, but: int, limit: int = 5) -> list[Case]:
    """What else this fan said that waited for an answer, the newest first."""
    return list(Case.objects.filter(fan=fan_id).exclude(id=but).order_by("-opened_at")[:limit])


def counts(viewer: Viewer, *, now: datetime) -> tuple[int, int]:
    """How many wait for us, and how many of them are late. One query."""
    if not viewer.may(MAY_ANSWER):
        return 0, 0
    dues = Case.objects.filter(state=OPEN).values_list("due_at", flat=True)
    return len(dues), sum(due is not None and due < now for due in dues)


_LOG = ArraySubquery(
    CaseEvent.objects.filter(case=OuterRef("case"))
    .order_by("id")
    .values(told=JSONObject(kind="kind", at="at", member="member_id"))
)


def cases_of(refs: Iterable[str], *, now: datetime) -> dict[str, Standing]:
    """Ref → how it stands. One query; what was imported has no case and is missing."""
    rows = CaseRef.objects.filter(ref__in=list(refs)).select_related("case__policy__hours").annotate(log=_LOG)
    return {row.ref: _standing(row.case, _told(row.log), now) for row in rows}


def _told(log: Iterable[dict[str, Any]]) -> list[Entry]:
    return [Entry(one["kind"], datetime.fromisoformat(one["at"]), one["member"]) for one in log]


def _standing(row: Case, log: list[Entry], now: datetime) -> Standing:
    days, told = calendar(row.policy.hours), course(log)
    answered = told.answered_at
    waits = row.due_at if row.state == OPEN else None
    return Standing(
        row.id, row.fan_id, row.state, row.policy.seconds, row.opened_at, waits, _opening(waits, now, days),
        clock.left(now, waits, days) if waits else None,
        clock.elapsed(told.opened_at, answered, days, told.pauses) if answered else None,
        int((answered - told.opened_at).total_seconds()) if answered else None, answered, told.answered_by,
    )  # fmt: skip


def _opening(waits: datetime | None, now: datetime, days: clock.Calendar) -> datetime | None:
    return clock.next_opening(now, days) if waits and waits > now and not clock.is_open(now, days) else None


def answered_event(case_id: int) -> CaseEvent | None:
    return CaseEvent.objects.filter(Q(case=case_id), kind=ANSWERED).select_related("member").first()
