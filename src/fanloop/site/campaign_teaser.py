"""A planned campaign before its moment: what it will be, the time left by our clock, and one message when it opens."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.team import queries as team
from fanloop.selling.campaigns import queries
from fanloop.selling.campaigns.actions import Refused
from fanloop.selling.campaigns.actions.opening import ring_me, ring_me_not
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.campaigns.queries.opening import bells, has_bell
from fanloop.site import campaign_page
from fanloop.site.asking import fan_of


def page(request: HttpRequest, row: Campaign, at: datetime) -> dict[str, Any]:
    """Everything the open page shows as well, and how to be told."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return campaign_page.page(request, row, at) | {
        "agrees": agreed_words(row),
        "waits": bells([row.id])[row.id],
        "has_bell": has_bell(row, viewer.fan_id),
        "may_look": viewer.may("campaigns.open"),
    }


def looks_ahead(request: HttpRequest) -> dict[str, Any] | None:
    """Whether the desk looks at it as it will be: before anything is kept, or before its moment."""
    before: dict[str, Any] | None = getattr(request, "looked_at", None)
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    asked = request.GET.get("look") == "1" and viewer.may("campaigns.open")
    return before or ({"kept": []} if asked else None)


def agreed_words(row: Campaign) -> str:
    """What somebody agrees to, as it is kept with the wish."""
    maker = team.maker()
    said = {"maker": maker.name if maker else "Fanloop", "title": read(row.title)}
    return _("%(maker)s may write to me once, when %(title)s opens.") % said


@login_required
@require_POST
def tell_when_open(request: HttpRequest, slug: str) -> HttpResponse:
    """Be told once, or with `want=0` not any more."""
    row, at = queries.campaign(slug), clock.now()
    if row is None:
        raise Http404
    if request.POST.get("want") == "0":
        ring_me_not(campaign=row, fan=fan_of(request), at=at)
        messages.success(request, _("You are not told of it any more."))
        return redirect("site:campaign", slug=slug)
    try:
        ring_me(campaign=row, fan=fan_of(request), words=agreed_words(row)[:300], at=at)
    except Refused:
        messages.info(request, _("It has opened already."))
    else:
        messages.success(request, _("You are told when it opens."))
    return redirect("site:campaign", slug=slug)


urlpatterns = [path("order/<slug:slug>/tell-me", tell_when_open, name="tell_when_open")]
