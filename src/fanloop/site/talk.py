"""Talk for fans: lists of topics, of all spaces or of one, as the reader wants to see them."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.listening.attention import queries as attention
from fanloop.listening.community import queries
from fanloop.listening.community.queries import SpaceRow
from fanloop.listening.community.rules.lists import FOLLOWED, HOT, LATEST, OWN_VIEWS, UNREAD, VIEWS, WAITING
from fanloop.site.attention import came_today
from fanloop.site.links import page_of
from fanloop.site.live_parts import around
from fanloop.ui.parts import Crumb, Tab


@require_safe
def talk(request: HttpRequest) -> HttpResponse:
    spaces = queries.spaces()
    page = _listing(request, spaces, None) | {"groups": grouped(spaces)}
    return render(request, "site/talk/talk.html", page)


@require_safe
def space(request: HttpRequest, slug: str) -> HttpResponse:
    spaces = queries.spaces()
    row = next((row for row in spaces if row.space.slug == slug), None)
    if row is None:
        raise Http404(_("There is no such space."))
    about = f"{queries.SPACE}:{row.space.id}"
    page = _listing(request, spaces, row) | around(request, row.space) | {
        "row": row, "about": about, "manner": attention.following(_viewer(request).fan_id, [about]).get(about, ""),
        "crumbs": [Crumb(_("Talk"), reverse("site:talk")), Crumb(row.name)],
    }  # fmt: skip
    return render(request, "site/talk/space.html", page)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _listing(request: HttpRequest, spaces: Sequence[SpaceRow], where: SpaceRow | None) -> dict[str, Any]:
    """What every list needs: its rows, the ways to the other views, and where it goes on."""
    viewer, view = _viewer(request), request.GET.get("view", LATEST)
    if view not in VIEWS:
        raise Http404
    came_today(request)
    found = queries.listing(
        view, viewer=viewer, now=clock.now(), where=where.space.id if where else None,
        after=request.GET.get("after", ""),
    )  # fmt: skip
    asked = f"view={view}&" if view != LATEST else ""
    return {
        "lines": found.lines, "view": view, "names": {row.space.id: row.name for row in spaces}, "where": where,
        "older": f"?{asked}after={found.after}" if found.after else "", "is_first": "after" not in request.GET,
        "newest": f"?{asked}"[:-1] or request.path, "tabs": _tabs(request.path, view, viewer),
        "heading": _words()[view], "is_own": view in OWN_VIEWS and viewer.fan_id is None,
    }  # fmt: skip


def _words() -> dict[str, str]:
    return {
        LATEST: _("Latest"), HOT: _("Hot"), UNREAD: _("Unread"), WAITING: _("Unanswered"), FOLLOWED: _("Followed"),
    }  # fmt: skip


def _tabs(here: str, view: str, viewer: Viewer) -> list[Tab]:
    """The views; those of one's own are for somebody who has logged in."""
    return [
        Tab(words, here if name == LATEST else f"{here}?view={name}", name == view)
        for name, words in _words().items()
        if viewer.fan_id is not None or name not in OWN_VIEWS
    ]


def grouped(spaces: Sequence[SpaceRow]) -> list[tuple[str, list[SpaceRow]]]:
    """Spaces by what they are about: a product line, a market, or nothing of both; in the maker's order."""
    groups: dict[str, list[SpaceRow]] = {}
    for row in spaces:
        groups.setdefault(row.line or row.market, []).append(row)
    rest = groups.pop("", [])
    return [*groups.items(), *([(_("Everything else") if groups else _("Spaces"), rest)] if rest else [])]


@page_of(queries.SPACE)
def space_address(space_id: int, viewer: Viewer) -> str:  # noqa: ARG001 -- spaces are public
    row = queries.space_by_id(space_id)
    return reverse("site:space", args=[row.slug]) if row else ""


urlpatterns = [
    path("talk", talk, name="talk"),
    path("talk/<slug:slug>", space, name="space"),
]
