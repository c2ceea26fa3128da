"""One search over all that a reader may see."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fanloop.foundation import trail
from fanloop.foundation.refs import parse
from fanloop.foundation.search.finding import Hit, find
from fanloop.site.asking import page_number
from fanloop.ui.parts import Tab

SIZE = 20
_ROOMS: dict[str, list[str]] = {
    "voices": ["voices.need", "voices.voice"],
    "talk": ["community.topic", "chat.line"],
    "fridays": ["releases.train", "releases.change"],
    "events": ["events.event"],
}


@dataclass(frozen=True)
class Find:
    """A hit with the name of its kind."""

    hit: Hit
    label: str


def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:200]
    room, number = request.GET.get("in", ""), page_number(request)
    hits = find(
        asked, viewer=request.viewer, kinds=_ROOMS.get(room),  # type: ignore[attr-defined]
        limit=SIZE + 1, offset=SIZE * (number - 1),
    )  # fmt: skip
    page = {
        "asked": asked, "finds": [Find(hit, trail.label_of(parse(hit.ref).kind)) for hit in hits[:SIZE]],
        "tabs": _tabs(asked, room), "before": _page(asked, room, number - 1) if number > 1 else "",
        "after": _page(asked, room, number + 1) if len(hits) > SIZE else "",
    }  # fmt: skip
    return render(request, "site/search/search.html", page)


def _page(asked: str, room: str, number: int = 1) -> str:
    values = {"q": asked, "in": room, "page": str(number) if number > 1 else ""}
    return f"{reverse('site:search')}?{urlencode({name: value for name, value in values.items() if value})}"


def _tabs(asked: str, room: str) -> list[Tab]:
    names = {
        "": _("Everything"),
        "voices": _("Voices"),
        "talk": _("Talk"),
        "fridays": _("Fridays"),
        "events": _("Events"),
    }
    return [Tab(label, _page(asked, name), name == room) for name, label in names.items()]


urlpatterns = [path("search", search, name="search")]
