"""Ambassadors for fans: applying, answering an invitation, one's kit with honest figures, and leaving."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.team import queries as team
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.campaigns.actions import ambassadors as actions
from fanloop.selling.campaigns.queries import ambassadors as queries
from fanloop.selling.campaigns.queries.ambassadors import Ambassador, Kit
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.site import drafts
from fanloop.site.asking import fan_of, members_only, tell
from fanloop.site.links import page_of
from fanloop.ui.words import money


@require_safe
def ambassadors(request: HttpRequest) -> HttpResponse:
    """Who they are and what they get, for everybody; one's own kit, or the way to become one."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    mine = queries.mine(viewer.fan_id)
    is_active = mine is not None and mine.standing == "active"
    page = {
        "mine": mine, "is_active": is_active, "everybody": queries.active(),
        "kits": [_shown(request, each) for each in _kits(mine)] if is_active else [],
        "may_apply": not viewer.is_staff and (mine is None or mine.standing in {"declined", "ended"}),
        "may_run": viewer.may("campaigns.open"),
    }  # fmt: skip
    return render(request, "site/ambassadors/ambassadors.html", page)


def _kits(mine: Ambassador | None) -> list[Kit]:
    fan_id = mine.row.fan_id if mine else 0
    kits = [queries.kit(row, fan_id) for row in campaigns.open_campaigns(clock.now())]
    return sorted(kits, key=lambda each: each.mouth is None)


def _shown(request: HttpRequest, kit: Kit) -> dict[str, Any]:
    """A kit with its address, and words to copy that say what is earned."""
    maker, link = team.maker(), kit.mouth.link if kit.mouth else None
    address = request.build_absolute_uri(reverse("site:follow_link", args=[link.code])) if link else ""
    said = {
        "maker": maker.name if maker else "Fanloop",
        "title": read(kit.campaign.title),
        "address": address,
    }
    if kit.worth:
        earns = _("I am an ambassador of %(maker)s: for an order by this link I get a voucher of %(worth)s.")
        disclosed = earns % {**said, "worth": money(kit.worth.minor, kit.worth.currency)}
    else:
        disclosed = _("I am an ambassador of %(maker)s and get nothing for this link.") % said
    return {
        "kit": kit,
        "title": said["title"],
        "address": address,
        "words": f"{said['title']}\n{disclosed}\n{address}",
    }


@require_POST
@members_only
def apply(request: HttpRequest) -> HttpResponse:
    words = request.POST.get("words", "")
    try:
        actions.apply(fan=fan_of(request), words=words, at=clock.now())
    except Refused as problem:
        drafts.hand_back(request, words)
        tell(request, problem)
    else:
        messages.success(request, _("Sent. Somebody of the team reads it and answers with a reason."))
    return redirect("site:ambassadors")


def _mine(request: HttpRequest) -> Ambassador:
    mine = queries.mine(fan_of(request).id)
    if mine is None or mine.row.over_at is not None:
        raise Http404
    return mine


@require_POST
@members_only
def answer(request: HttpRequest) -> HttpResponse:
    """Yes with `want=1`, no with `want=0`, to an invitation."""
    mine, accepted = _mine(request), request.POST.get("want") == "1"
    try:
        actions.answer_invitation(
            ambassadorship=mine.row, fan=fan_of(request), accepted=accepted, at=clock.now()
        )
    except Refused as problem:
        tell(request, problem)
    else:
        messages.success(
            request, _("Welcome. Your kit is below.") if accepted else _("Declined. Thank you for answering.")
        )
    return redirect("site:ambassadors")


@require_POST
@members_only
def step_down(request: HttpRequest) -> HttpResponse:
    mine = _mine(request)
    try:
        actions.step_down(
            ambassadorship=mine.row,
            fan=fan_of(request),
            because=request.POST.get("because", ""),
            at=clock.now(),
        )
    except Refused as problem:
        tell(request, problem)
    else:
        messages.success(request, _("Ended. What you have earned stays yours; thank you."))
    return redirect("site:ambassadors")


@page_of("campaigns.ambassadorship")
def ambassadors_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the page shows each reader their own
    return reverse("site:ambassadors")


urlpatterns = [
    path("ambassadors", ambassadors, name="ambassadors"),
    path("ambassadors/apply", apply, name="apply_ambassador"),
    path("ambassadors/answer", answer, name="answer_ambassador"),
    path("ambassadors/end", step_down, name="end_ambassador"),
]
