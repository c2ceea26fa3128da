"""The review queue at the desk: read in place, take up, judge; and what was judged before."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.desk import moderation_keeping as keeping
from fanloop.desk import moderation_people as people
from fanloop.desk.acts import record, told, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.moderation_parts import number, places, tabs
from fanloop.foundation import clock, trail
from fanloop.foundation.live import sealed
from fanloop.listening.moderation import actions, queries
from fanloop.people.fans import queries as fans


@needs("community.moderate")
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the highest score first; `?kind=`, `?scope=`, `?claimed=mine|free` narrow it."""
    viewer, now = viewer_of(request), clock.now()
    chosen = {key: request.GET.get(key, "") for key in ("kind", "scope", "claimed")}
    found = queries.queue(
        viewer=viewer, at=now, page=number(request),
        kind=chosen["kind"], scope=chosen["scope"], claimed=chosen["claimed"],
    )  # fmt: skip
    page = {
        "page": found, "cards": queries.cards(list(found.object_list), at=now), "chosen": chosen,
        "tabs": tabs("queue", viewer), "places": places(), "kinds": _kinds(request), "scopes": queries.scopes_waiting(viewer),
        "hides_at": queries.figures(now).hides_at, "topic": sealed("~moderation"), "me": viewer.fan_id,
    }  # fmt: skip
    return render(request, "desk/moderation/queue.html", page)


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    return [(kind, trail.label_of(kind, 2)) for kind in queries.kinds_waiting(viewer_of(request))]


@needs("community.moderate")
def history(request: HttpRequest) -> HttpResponse:
    """What was judged, the newest first; each can be judged again."""
    viewer = viewer_of(request)
    found = queries.history(viewer=viewer, page=number(request))
    cards = queries.cards(list(found.object_list), at=clock.now())
    page = {
        "page": found,
        "cards": cards,
        "tabs": tabs("history", viewer),
        "places": places(),
        "me": viewer.fan_id,
    }
    return render(request, "desk/moderation/history.html", page)


def _review(request: HttpRequest, review_id: int) -> queries.Review:
    row = queries.review(review_id, viewer_of(request))
    if row is None:
        raise Http404(_("There is no such review in the places you look after."))
    return row


@require_POST
@needs("community.moderate")
def claim(request: HttpRequest, review_id: int) -> HttpResponse:
    """Take a review up, or hand it back with `want=0`."""
    row, fan = _review(request, review_id), _me(request)
    if request.POST.get("want", "1") == "1":
        told(request, lambda: actions.claim(review=row, by=fan, at=clock.now()), actions.Refused)
    else:
        actions.let_go(review=row, by=fan, at=clock.now())
    return redirect(f"{reverse('desk:moderation')}#v{row.id}")


def _me(request: HttpRequest) -> fans.Fan:
    found = fans.fan(viewer_of(request).fan_id or 0)
    assert found is not None
    return found


@require_POST
@needs("community.moderate")
def judge(request: HttpRequest, review_id: int) -> HttpResponse:
    """One word on a review; with `strike` its author gets one for the same reason."""
    row, said = _review(request, review_id), request.POST
    version = int(said["version"]) if said.get("version", "").isdecimal() else None
    verdict, why = said.get("verdict", ""), said.get("why", "")
    if told(request, lambda: _judged(request, row, verdict, why, version), actions.Refused):
        messages.success(request, _("Judged. You find it under History, where it can be judged again."))
    return redirect("desk:moderation_history" if row.judged_at else "desk:moderation")


def _judged(request: HttpRequest, row: queries.Review, verdict: str, why: str, version: int | None) -> None:
    now, by = clock.now(), _me(request)
    actions.judge(review=row, verdict=verdict, by=by, why=why, version=version, at=now)
    record(request, f"moderation.{verdict}", row.about, why=why)
    author = fans.fan(row.author_id) if row.author_id and request.POST.get("strike") else None
    if author:
        given = actions.strike(fan=author, by=by, why=why, about=row.about, at=now)
        record(request, "moderation.strike", f"fans.fan:{author.id}", why=why, follows=given.consequence)


urlpatterns: list[Any] = [
    path("moderation", queue, name="moderation"),
    path("moderation/history", history, name="moderation_history"),
    path("moderation/reviews/<int:review_id>/claim", claim, name="claim_review"),
    path("moderation/reviews/<int:review_id>/judge", judge, name="judge_review"),
    *people.urlpatterns,
    *keeping.urlpatterns,
]
