"""Pairs that may mean the same, side by side. A person says so or not; nothing merges by itself, everything can be undone."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.desk import undo
from fanloop.desk.guard import needs as permitted
from fanloop.foundation import clock
from fanloop.foundation.refs import parse
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries
from fanloop.people.team.queries import Member

NEED = "voices.need"


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _member(request: HttpRequest) -> Member:
    member = team_queries.member_of(_viewer(request).fan_id)
    if member is None:
        raise Http404
    return member


def _likeness(likeness_id: int) -> "voices.Likeness":
    row = voices.likeness_by_id(likeness_id)
    if row is None:
        raise Http404(_("There is no such pair."))
    return row


@permitted("voices.merge")
def likely(request: HttpRequest) -> HttpResponse:
    page = {"pairs": voices.open_pairs(), "undo": undo.take(request), "least": voices.likely_from()}
    return render(request, "desk/voices/likely.html", page)


@require_POST
@permitted("voices.merge")
def judge(request: HttpRequest, likeness_id: int) -> HttpResponse:
    """`verdict` is same, different or later; the same are linked at once, by the links triage uses."""
    pair, verdict = _likeness(likeness_id), request.POST.get("verdict", "")
    try:
        with transaction.atomic():
            actions.judge(likeness=pair, verdict=verdict, by=_member(request), at=clock.now())
            if verdict == "same":
                _unite(pair, _member(request))
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return redirect("desk:likely")
    team.record_act(_viewer(request), act=f"voices.judge_{verdict}", about=pair.one, at=clock.now())
    if verdict != "later":
        said = (
            _("They count as one now.")
            if verdict == "same"
            else _("Kept apart. This pair is not shown again.")
        )
        undo.offer(request, said, reverse("desk:likely_undo", args=[likeness_id]))
    return redirect("desk:likely")


def _unite(pair: "voices.Likeness", by: Member) -> None:
    """Two needs are joined into the one with more people; a voice counts in the need; two voices become a need."""
    found = [parse(pair.one), parse(pair.other)]
    needs = [need for ref in found if ref.kind == NEED and (need := voices.need_by_id(ref.id))]
    rows = voices.voices_by_ids([ref.id for ref in found if ref.kind != NEED])
    said = [row for _, row in sorted(rows.items())]
    if len(needs) == len(found):
        into, need = sorted(needs, key=lambda row: (-row.people_count, row.id))
        actions.join_needs(need=need, into=into, by=by, at=clock.now())
    elif needs:
        actions.merge_voices(voices=said, into=needs[0], by=by, at=clock.now())
    else:
        actions.make_need(title=said[0].title, voices=said, by=by, at=clock.now())


@require_POST
@permitted("voices.merge")
def take_back(request: HttpRequest, likeness_id: int) -> HttpResponse:
    """Links go, the pair is asked about again later. What was judged stays written."""
    pair, by = _likeness(likeness_id), _member(request)
    try:
        with transaction.atomic():
            if voices.verdict_of(pair) == "same":
                _part(pair, by)
            actions.judge(likeness=pair, verdict="later", by=by, at=clock.now())
        messages.success(request, _("Taken back. Every count is what it was."))
    except actions.Refused as problem:
        messages.error(request, str(problem))
    team.record_act(_viewer(request), act="voices.judge_later", about=pair.one, at=clock.now())
    return redirect("desk:likely")


def _part(pair: "voices.Likeness", by: Member) -> None:
    found = [parse(pair.one), parse(pair.other)]
    needs = [need for ref in found if ref.kind == NEED and (need := voices.need_by_id(ref.id))]
    if len(needs) == len(found):
        joined = next(need for need in needs if voices.joined_into(need.id))
        actions.part_needs(need=joined, by=by, at=clock.now())
    for row in voices.voices_by_ids([ref.id for ref in found if ref.kind != NEED]).values():
        actions.unmerge_voice(voice=row, by=by, at=clock.now())


urlpatterns: list[Any] = [
    path("likely", likely, name="likely"),
    path("likely/<int:likeness_id>", judge, name="judge_likely"),
    path("likely/<int:likeness_id>/undo", take_back, name="likely_undo"),
]
