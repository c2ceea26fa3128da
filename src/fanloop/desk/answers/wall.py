"""The answer wall: what waits for its first answer, the least desk time left first, and what helps to answer it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from fanloop.desk import undo
from fanloop.desk.acts import member_of, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.listening.answers import queries
from fanloop.listening.answers.queries import Case, CaseRow
from fanloop.listening.answers.rules.lanes import Lane
from fanloop.listening.community import queries as community
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels import queries as levels
from fanloop.people.team import queries as team
from fanloop.ui.parts import Ring

VOICE, TOPIC = "voices.voice", "community.topic"
_URGENT = 3


@dataclass(frozen=True)
class Waiting:
    """A case on the wall: its ring, and one line of what is going on with it."""

    row: CaseRow
    ring: Ring
    note: str
    is_mine: bool

    @property
    def id(self) -> int:
        return self.row.case.id


@dataclass(frozen=True)
class Chosen:
    """The case that is open: what was said, where it stands, and what was said since."""

    waiting: Waiting
    words: str
    talk: tuple[Any, ...]
    kind: str
    href: tuple[str, int]
    question: Any


@needs("voices.answer")
def wall(request: HttpRequest) -> HttpResponse:
    """`?case=` opens one; whoever opens it with scripts claims it, without scripts there is a button."""
    now, viewer, me = clock.now(), viewer_of(request), member_of(request)
    zone = queries.zone()
    waiting = [_waiting(row, me, now) for row in queries.waiting(viewer, now=now)]
    asked = request.GET.get("case", "")
    chosen = _chosen(asked, waiting, viewer, now)
    page = {
        "lanes": _lanes(waiting), "waiting": waiting, "chosen": _opened(chosen, viewer) if chosen else None,
        "is_open": bool(asked) and chosen is not None, "undo": undo.take(request), "desk": _desk_words(now, zone),
        "figures": queries.today(now=now, zone=zone).figures, "may_set": queries.may_set(viewer),
        **(_beside(request, chosen, me, now) if chosen else {}),
    }  # fmt: skip
    with timezone.override(zone):
        return render(request, "desk/answers/wall.html", page)


def _waiting(row: CaseRow, me: team.Member, now: datetime) -> Waiting:
    mine = row.held_id == me.id
    minutes = row.minutes
    state = _state(minutes, is_mine=mine)
    return Waiting(
        row,
        Ring(minutes, state, max(1, row.case.policy.seconds // 60)),
        _note(row, now, is_mine=mine),
        mine,
    )


def _state(minutes: int | None, *, is_mine: bool) -> Literal["paused", "mine", "late", "waiting"]:
    if minutes is None:
        return "paused"
    if is_mine:
        return "mine"
    return "late" if minutes <= _URGENT else "waiting"


def _note(row: CaseRow, now: datetime, *, is_mine: bool) -> str:
    if row.held_by:
        return _("yours") if is_mine else _("%(name)s is on it") % {"name": row.held_by}
    if row.lane == "fan":
        return _("asked back")
    if row.opens_at and row.due_at:
        hours = row.case.policy.hours.zone
        opens, by = (queries.moment_words(at, now=now, zone=hours) for at in (row.opens_at, row.due_at))
        return _("desk opens %(opens)s, answer by %(by)s (%(place)s)") % {
            "opens": opens, "by": by, "place": queries.place(hours),
        }  # fmt: skip
    return ""


def _lanes(waiting: list[Waiting]) -> list[tuple[str, str, list[Waiting]]]:
    """Lane, its name, and who stands in it; empty lanes are left out, the first one never."""
    names: list[tuple[Lane, str]] = [
        ("now", _("First answer due")), ("later", _("While the desk is closed")), ("fan", _("Waiting for them")),
    ]  # fmt: skip
    found = [(lane, name, [one for one in waiting if one.row.lane == lane]) for lane, name in names]
    return [one for one in found if one[2] or one[0] == "now"]


def _chosen(asked: str, waiting: list[Waiting], viewer: Viewer, now: datetime) -> Waiting | None:
    if not asked.isdecimal():
        return waiting[0] if waiting else None
    here = next((one for one in waiting if str(one.id) == asked), None)
    gone = None if here else queries.case(int(asked))
    if gone is None:
        return here
    return _done(queries.case_rows([gone], viewer, now)[0], now)


def _done(row: CaseRow, now: datetime) -> Waiting:
    """One that waits no more, with the minutes its answer took."""
    standing = queries.cases_of([row.case.about], now=now)[row.case.about]
    of = max(1, standing.seconds // 60)
    taken = None if standing.taken is None else max(1, standing.minutes or 0)
    state: Literal["paused", "done", "late"] = (
        "paused" if taken is None else "done" if taken <= of else "late"
    )
    return Waiting(row, Ring(taken, state, of), "", is_mine=False)


def _opened(one: Waiting, viewer: Viewer) -> Chosen:
    voice_id, topic_id = one.row.id_of(VOICE), one.row.id_of(TOPIC)
    question = queries.question_of(one.id)
    if voice_id:
        said = voices.voice(voice_id, viewer)
        return Chosen(
            one, said.voice.words if said else "", (), said.voice.kind if said else "",
            ("site:voice", voice_id), question,
        )  # fmt: skip
    topic = community.topic(topic_id, viewer) if topic_id else None
    talk = tuple(community.replies(topic, viewer=viewer).object_list[-5:]) if topic else ()
    return Chosen(one, topic.body if topic else "", talk, "", ("site:topic", topic_id or 0), question)


def _desk_words(now: datetime, zone: str) -> str:
    desk = queries.desk(now)
    if desk is None:
        return ""
    if desk.open_until:
        return _("The desk is open until %(time)s.") % {
            "time": queries.moment_words(desk.open_until, now=now, zone=zone)
        }
    if desk.opens_at:
        return _("The desk opens %(time)s.") % {
            "time": queries.moment_words(desk.opens_at, now=now, zone=zone)
        }
    return ""


def _beside(request: HttpRequest, chosen: Waiting, me: team.Member, now: datetime) -> dict[str, Any]:
    """Who asks and what they did before, what is like it, what is prepared, who could take it."""
    viewer, case = viewer_of(request), chosen.row.case
    drafts = queries.drafts_of(case.id)
    near = voices.similar(chosen.row.title, viewer)
    ready = _ready(case, [one.title for one in near])
    mine = next((draft.words for draft in drafts if draft.member_id == me.id), "")
    return {
        "similar": near, "fan": case.fan, "credit": _credit(case.fan_id), "level": _level(case.fan),
        "ready": ready, "words": _inserted(request, mine, ready), "log": queries.events_of(case.id),
        "drafts": [draft for draft in drafts if draft.member_id != me.id],
        "colleagues": [one for one in team.members() if one.id != me.id],
        "earlier": _earlier(case, viewer, now), "verdicts": queries.verdicts_of([case.id]).get(case.id, []),
    }  # fmt: skip


def _ready(case: Case, needs_near: list[str]) -> list[queries.Ready]:
    language = case.fan.language if case.fan else "en"
    values = {"name": case.fan.shown_name if case.fan else "", "need": needs_near[0] if needs_near else ""}
    return queries.ready(queries.canned_answers(), language=language, values=values)


def _inserted(request: HttpRequest, draft: str, ready: list[queries.Ready]) -> str:
    """What stands in the box: what was typed or kept, with the prepared answer behind it that was just asked for."""
    typed = request.GET.get("words", "") or draft
    wanted = next((one.text for one in ready if str(one.id) == request.GET.get("canned", "")), "")
    return "\n\n".join(part for part in (typed.strip(), wanted) if part)


def _level(fan: Fan | None) -> str:
    return str(levels.name_of(levels.level_of(fan.id))) if fan else ""


def _earlier(case: Case, viewer: Viewer, now: datetime) -> list[CaseRow]:
    rows = queries.earlier(case.fan_id, but=case.id) if case.fan_id else []
    return sorted(queries.case_rows(rows, viewer, now), key=lambda one: one.case.opened_at, reverse=True)


def _credit(fan_id: int | None) -> list[tuple[str, int]]:
    """What a fan did here before, in words; deeds that have no words at the desk are left out."""
    done = {one.kind: one.count for one in fans.credit(fan_id)} if fan_id else {}
    words = {
        "change_asked": _("Ideas shipped"), "voice": _("Voices"), "backing": _("Me-toos"), "vote": _("Votes given"),
    }  # fmt: skip
    return [(label, done[kind]) for kind, label in words.items() if kind in done]


urlpatterns = [path("voices", wall, name="voices")]
