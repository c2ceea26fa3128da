"""Triage: voices into needs, needs into one another, and what we promise. Everything can be undone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.desk import boards, needs_stand, statuses, undo
from fanloop.desk.guard import needs as permitted
from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.rules.statuses import may_choose
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries

PAGE = 30


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _member(request: HttpRequest) -> team_queries.Member:
    member = team_queries.member_of(_viewer(request).fan_id)
    if member is None:
        raise Http404
    return member


def _need(need_id: int) -> voices.Need:
    row = voices.need_by_id(need_id)
    if row is None:
        raise Http404(_("There is no such need."))
    return row


def _done(request: HttpRequest, act: str, about: str) -> None:
    team.record_act(_viewer(request), act=act, about=about, at=clock.now())


@permitted("voices.answer")
def triage(request: HttpRequest) -> HttpResponse:
    """Voices nobody has gathered yet, and the needs that are wanted most."""
    page = {
        "loose": voices.loose_voices(limit=PAGE), "undo": undo.take(request),
        "may_merge": _viewer(request).may("voices.merge"), "may_accept": _viewer(request).may("voices.accept"),
        "wanted": voices.needs_board(_viewer(request), size=12).object_list,
        "promised": voices.needs_board(_viewer(request), order="promised", size=12).object_list,
    }  # fmt: skip
    return render(request, "desk/voices/triage.html", page)


@permitted("voices.answer")
def need(request: HttpRequest, need_id: int) -> HttpResponse:
    row = voices.need(_need(need_id).id, _viewer(request))
    assert row is not None
    said = voices.voices_of(need_id, _viewer(request))
    page = {
        "row": row, "said": said, "twins": voices.twins(need_id), "promise": voices.acceptance_of(need_id),
        "into": voices.joined_into(need_id), "undo": undo.take(request), "similar": _similar(request, row, said),
        "statuses": [one for one in voices.statuses() if may_choose(one.kind)], "steps": voices.history(need_id),
        "behalf": voices.behalf_votes(need_id, _viewer(request)), "boards": voices.boards(_viewer(request)),
    }  # fmt: skip
    return render(request, "desk/voices/need.html", page)


def _similar(request: HttpRequest, row: voices.NeedRow, said: list[voices.VoiceRow]) -> list[voices.NeedRow]:
    likeness = " ".join([row.title, *(voice.title for voice in said[:5])])
    return voices.similar(likeness, _viewer(request), but=row.need.id, limit=6)


@require_POST
@permitted("voices.merge")
def gather(request: HttpRequest) -> HttpResponse:
    """Ticked voices become a need of their own, or count in one that is there."""
    ids = [int(text) for text in request.POST.getlist("voice") if text.isdecimal()]
    chosen = [row for _, row in sorted(voices.voices_by_ids(ids).items())]
    into = request.POST.get("into", "")
    try:
        if into.isdecimal():
            found = _need(int(into))
            actions.merge_voices(voices=chosen, into=found, by=_member(request), at=clock.now())
        else:
            title = request.POST.get("title", "").strip() or (chosen[0].title if chosen else "")
            found = actions.make_need(title=title, voices=chosen, by=_member(request), at=clock.now())
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return redirect("desk:triage")
    _done(request, "voices.merge", f"voices.need:{found.id}")
    text = _("Gathered into “%(title)s”.") % {"title": read(found.title)}
    undo.offer(request, text, reverse("desk:scatter"), {"voice": ",".join(str(voice.id) for voice in chosen)})
    return redirect("desk:need", found.id)


@require_POST
@permitted("voices.merge")
def scatter(request: HttpRequest) -> HttpResponse:
    """Voices go back to where they counted before."""
    ids = [int(text) for text in request.POST.get("voice", "").split(",") if text.isdecimal()]
    for voice in voices.voices_by_ids(ids).values():
        try:
            actions.unmerge_voice(voice=voice, by=_member(request), at=clock.now())
        except actions.Refused as problem:
            messages.error(request, str(problem))
        _done(request, "voices.unmerge", f"voices.voice:{voice.id}")
    messages.success(request, _("Taken apart again. Every count is what it was."))
    return redirect("desk:triage")


@require_POST
@permitted("voices.merge")
def join(request: HttpRequest, need_id: int) -> HttpResponse:
    """`into` names the need it is the same as; without it, the joining is undone."""
    row, into = _need(need_id), request.POST.get("into", "")
    try:
        if into.isdecimal():
            actions.join_needs(need=row, into=_need(int(into)), by=_member(request), at=clock.now())
            undo.offer(request, _("Joined. Nothing was copied."), reverse("desk:join_need", args=[need_id]))
        else:
            actions.part_needs(need=row, by=_member(request), at=clock.now())
            messages.success(request, _("Apart again. Every count is what it was."))
    except actions.Refused as problem:
        messages.error(request, str(problem))
    _done(request, "voices.join" if into else "voices.part", f"voices.need:{need_id}")
    return redirect("desk:need", int(into) if into.isdecimal() else need_id)


@require_POST
@permitted("voices.accept")
def accept(request: HttpRequest, need_id: int) -> HttpResponse:
    because = request.POST.get("because", "")
    try:
        actions.accept_need(need=_need(need_id), by=_member(request), because=because, at=clock.now())
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return redirect("desk:need", need_id)
    _done(request, "voices.accept", f"voices.need:{need_id}")
    undo.offer(
        request, _("Promised. Everybody can read it now."), reverse("desk:withdraw_promise", args=[need_id])
    )
    return redirect("desk:need", need_id)


@require_POST
@permitted("voices.accept")
def withdraw(request: HttpRequest, need_id: int) -> HttpResponse:
    promise = voices.acceptance_of(need_id)
    if promise:
        actions.withdraw_acceptance(acceptance=promise, by=_member(request), at=clock.now())
        _done(request, "voices.withdraw", f"voices.need:{need_id}")
        messages.success(request, _("The promise is withdrawn. That it was given stays written."))
    return redirect("desk:need", need_id)


@require_POST
@permitted("voices.accept")
def decline(request: HttpRequest, need_id: int) -> HttpResponse:
    """Say no with a reason; `undo` opens the need again."""
    row = _need(need_id)
    try:
        if request.POST.get("undo"):
            actions.reopen_need(need=row, by=_member(request), at=clock.now())
        else:
            actions.decline_need(
                need=row, by=_member(request), because=request.POST.get("because", ""), at=clock.now()
            )
            again = reverse("desk:decline_need", args=[need_id])
            undo.offer(request, _("Declined. The votes are back with the fans."), again, {"undo": "1"})
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return redirect("desk:need", need_id)
    _done(request, "voices.decline", f"voices.need:{need_id}")
    return redirect("desk:need", need_id)


urlpatterns: list[Any] = [
    path("needs", triage, name="triage"),
    path("needs/gather", gather, name="gather"),
    path("needs/scatter", scatter, name="scatter"),
    path("needs/<int:need_id>", need, name="need"),
    path("needs/<int:need_id>/join", join, name="join_need"),
    path("needs/<int:need_id>/accept", accept, name="accept_need"),
    path("needs/<int:need_id>/withdraw", withdraw, name="withdraw_promise"),
    path("needs/<int:need_id>/decline", decline, name="decline_need"),
    *needs_stand.urlpatterns,
    *statuses.urlpatterns,
    *boards.urlpatterns,
]
