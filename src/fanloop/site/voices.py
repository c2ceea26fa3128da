"""Needs and voices for fans: the board, one need, one voice, saying something new."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import queries as community
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.releasing.releases import queries as releases
from fanloop.site import saying
from fanloop.site.answers import answer_in_talk, case_shown
from fanloop.site.asking import REFUSALS, back, fan_of, members_only, page_number, tell
from fanloop.site.attention import around
from fanloop.site.comments import Subject, commentable, comments_on
from fanloop.site.kinds import KINDS
from fanloop.site.links import page_of
from fanloop.site.saying import me_too_form
from fanloop.site.stations import stations_of
from fanloop.things.products import queries as products
from fanloop.ui.parts import Crumb, Tab
from fanloop.ui.ways import way


@dataclass(frozen=True)
class Filter:
    """A way to narrow the board."""

    label: str
    href: str
    current: bool


def board(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    look = _look(request, viewer)
    counts = voices.tab_counts(viewer, board=look.board)
    found = voices.needs_board(
        viewer, page=page_number(request), order=cast("Any", look.tab), area_id=look.area, status=look.status,
        board=look.board,
    )  # fmt: skip
    boards = voices.boards(viewer)
    page = {
        "page": found, "tabs": _tabs(look, counts), "tab": look.tab, "filters": _filters(look),
        "statuses": _statuses(look), "boards": _boards(look, boards), "purse": voices.purse(viewer.fan_id, level=None if viewer.is_staff else viewer.level),
        "board": next((row for row in boards if row.board.slug == look.board), None),
    }  # fmt: skip
    return render(request, "site/voices/board.html", page)


@dataclass(frozen=True)
class Look:
    """What the reader wants to see of the board."""

    tab: str
    area: int | None
    status: str
    board: str

    def href(self, **other: object) -> str:
        asked = {"tab": self.tab, "area": self.area, "status": self.status, "board": self.board} | other
        return f"{way('site:needs')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _look(request: HttpRequest, viewer: Viewer) -> Look:
    asked = request.GET
    tab, area, board = asked.get("tab", "wanted"), asked.get("area", ""), asked.get("board", "")
    if board and voices.board(board, viewer) is None:
        raise Http404(_("There is no such board."))
    number = int(area) if area.isdecimal() and len(area) < 10 else None
    return Look(tab if tab in _tab_names() else "wanted", number, asked.get("status", "")[:60], board)


def _tab_names() -> dict[str, str]:
    return {
        "wanted": _("Most wanted"), "moving": _("Moving now"), "quiet": _("Needs a voice"), "new": pgettext("voices", "New"),
        "promised": _("Promised"), "done": _("Done"),
    }  # fmt: skip


def _tabs(look: Look, counts: dict[str, int]) -> list[Tab]:
    return [
        Tab(label, look.href(tab=name, status=""), name == look.tab, counts.get(name))
        for name, label in _tab_names().items()
    ]


def _filters(look: Look) -> list[Filter]:
    areas = products.areas()
    if not areas:
        return []
    every = Filter(_("Everything"), look.href(area=None), look.area is None)
    return [every, *(Filter(read(a.name), look.href(area=a.id), look.area == a.id) for a in areas)]


def _statuses(look: Look) -> list[Filter]:
    """Names the maker has used; the plain open one is everything and needs no filter."""
    shown = [row for row in voices.statuses() if row.on_board and row.status_id and row.kind != "open"]
    if not shown:
        return []
    every = Filter(_("Any status"), look.href(status=""), not look.status)
    return [
        every,
        *(
            Filter(row.name, look.href(status=row.slug, tab=_where(row)), look.status == row.slug)
            for row in shown
        ),
    ]


def _where(row: voices.StatusRow) -> str:
    """Which view of the board holds needs of this kind."""
    return "done" if row.kind in {"shipped", "declined"} else "wanted"


def _boards(look: Look, boards: list[voices.BoardRow]) -> list[Filter]:
    if not boards:
        return []
    every = Filter(_("All boards"), look.href(board="", tab="", area=None, status=""), not look.board)
    return [
        every,
        *(
            Filter(
                row.name,
                look.href(board=row.board.slug, tab="", area=None, status=""),
                look.board == row.board.slug,
            )
            for row in boards
        ),
    ]


def need(request: HttpRequest, slug: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = voices.need(slug, viewer)
    if row is None:
        raise Http404(_("There is no such need."))
    if into := voices.joined_into(row.need.id):
        return redirect("site:need", into.slug)
    return render(request, "site/voices/need.html", _need_page(row, viewer))


def _need_page(row: voices.NeedRow, viewer: Viewer) -> dict[str, Any]:
    now = clock.now()
    said = voices.voices_of(row.need.id, viewer)
    marks = voices.stations(row.need.id, viewer, said=said)
    by_kind = {mark.kind: mark for mark in marks}
    standing, score = voices.score_parts(row.need.id, now)
    answered = next((voice for voice in said if voice.answer), None)
    ref = f"voices.need:{row.need.id}"
    steps = voices.history(row.need.id)
    ids = [voice.voice.id for voice in said]
    return {
        "row": row, "crumbs": _crumbs(row), "marks": by_kind, "answered": answered, "ref": ref,
        "stations": stations_of(row, marks, viewer, now), "said": said, "twins": voices.twins(row.need.id),
        "metoos": voices.backings_of(ids), "standing": standing, "score": score, "weighs": dict(KINDS).get(score.kind or ""),
        "similar": voices.similar(f"{row.title} {said[0].voice.words[:300] if said else ''}", viewer, but=row.need.id),
        "purse": voices.purse(viewer.fan_id, level=None if viewer.is_staff else viewer.level), "steps": steps, "now_stands": next((step for step in steps if step.is_now), None),
        "reasons": voices.reasons(row.need.id), "my_vote": voices.my_vote(row.need.id, viewer),
        "company": voices.company(ids, viewer), "talk": comments_on(ref, _subject(row), viewer), **around(viewer, ref),
    }  # fmt: skip


def _crumbs(row: voices.NeedRow) -> list[Crumb]:
    board = row.need.board
    crumbs = [
        Crumb(_("Voices"), reverse("site:needs")),
        Crumb(row.board, f"{reverse('site:needs')}?board={board.slug}" if board else ""),
        Crumb(row.area or row.line or _("Needs")),
        Crumb(f"NEED-{row.need.id}"),
    ]
    return [crumb for crumb in crumbs if crumb.label]


def _open_need(request: HttpRequest, need_id: int) -> voices.Need:
    """A need that this reader may see; what stands on a shut board is not there."""
    row = voices.need(need_id, request.viewer)  # type: ignore[attr-defined]
    if row is None:
        raise Http404(_("There is no such need."))
    return row.need


@require_POST
@members_only
def vote(request: HttpRequest, need_id: int) -> HttpResponse:
    """`want=1` gives a vote, with a reason in `why` if there is one; `want=0` takes it back. A script gets the plain outcome."""
    row = _open_need(request, need_id)
    is_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        if request.POST.get("want") == "0":
            actions.withdraw_vote(need=row, fan=fan_of(request), at=clock.now())
        else:
            actions.vote(need=row, fan=fan_of(request), why=request.POST.get("why", ""), at=clock.now())
    except REFUSALS as problem:
        if is_script:
            return HttpResponse(str(problem), status=409, content_type="text/plain")
        tell(request, problem)
    return (
        HttpResponse(status=204)
        if is_script
        else redirect(back(request, reverse("site:need", args=[row.slug])))
    )


def voice(request: HttpRequest, voice_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = voices.voice(voice_id, viewer)
    if row is None:
        raise Http404(_("There is no such voice."))
    ref = f"voices.voice:{voice_id}"
    topic = _topic_of(row)
    page = {
        "row": row, "metoos": voices.backings_of([voice_id]), "topic": topic, "ref": ref,
        "told_in": releases.report_of_voice(voice_id) if row.voice.source == "report" else None,
        "in_talk": answer_in_talk(topic.topic.id, viewer) if topic and not row.answer else None,
        "need": voices.need(row.need_id, viewer) if row.need_id else None,
        "case": case_shown(ref, viewer), "is_mine": bool(viewer.fan_id) and row.voice.fan_id == viewer.fan_id, "detail": voices.detail_of(voice_id),
        "files": community.files_under([ref]).get(ref, []), "company": voices.company([voice_id], viewer),
        "mine": (mine := voices.my_backing(voice_id, viewer)), "form": me_too_form(viewer, mine), **around(viewer, ref),
        "crumbs": [Crumb(_("Voices"), reverse("site:needs")), Crumb(row.area or _("Voice")), Crumb(str(voice_id))],
    }  # fmt: skip
    return render(request, "site/voices/voice.html", page)


def _topic_of(row: voices.VoiceRow) -> community.TopicRow | None:
    number = row.voice.topic.rpartition(":")[2]
    return community.topics_by_ids([int(number)]).get(int(number)) if number else None


@commentable("voices.need")
def need_subject(need_id: int, viewer: Viewer) -> Subject | None:
    row = voices.need(need_id, viewer)
    return _subject(row) if row else None


def _subject(row: voices.NeedRow) -> Subject:
    href = reverse("site:need", args=[row.need.slug])
    return Subject(row.title, href, row.need.line_id, is_open=row.need.board_id is None)


@page_of("voices.need")
def need_address(need_id: int, viewer: Viewer) -> str:
    row = voices.need(need_id, viewer)
    return reverse("site:need", args=[row.need.slug]) if row else ""


@page_of("voices.acceptance")
def acceptance_address(acceptance_id: int, viewer: Viewer) -> str:
    row = voices.acceptance_by_id(acceptance_id)
    return (
        reverse("site:need", args=[row.need.slug])
        if row and voices.may_enter(row.need.board_id, viewer)
        else ""
    )


@page_of("voices.voice")
def voice_address(voice_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the page asks the viewer
    return reverse("site:voice", args=[voice_id])


urlpatterns = [
    *saying.urlpatterns,
    path("voices", board, name="needs"),
    path("voices/<int:voice_id>", voice, name="voice"),
    path("needs/<int:need_id>/vote", vote, name="vote"),
    path("needs/<slug:slug>", need, name="need"),
]
