"""The walk both ways: why a thing exists, and what became of it, as a river grouped by kind."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from fanloop.foundation import trail
from fanloop.foundation.refs import BadRef, parse
from fanloop.site.links import has_page, href

SHOWN = 12


@dataclass(frozen=True)
class Stream:
    """One kind on the river: the first cards, the rest behind a fold, the hidden as a number."""

    group: trail.Group
    first: list[trail.Card]
    rest: list[trail.Card]
    is_linked: bool
    width: int

    @property
    def weight(self) -> int:
        """Thickness of the stream from 1 to 6: each step is about four times as many."""
        return min(6, 1 + (self.group.count.bit_length() // 2))


def _streams(walk: trail.Walk, viewer: object) -> list[Stream]:
    groups = trail.grouped(walk, viewer=viewer)  # type: ignore[arg-type]
    return [
        Stream(g, g.cards[:SHOWN], g.cards[SHOWN:], has_page(g.kind), len(groups)) for g in groups if g.depth > 0
    ]


def why(request: HttpRequest, ref: str) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        kind = parse(ref).kind
        here = trail.describe([ref], viewer=viewer).get(ref)
    except BadRef as problem:
        raise Http404(str(problem)) from problem
    if kind not in trail.kinds():
        raise Http404(_("Nobody here speaks of %(kind)s.") % {"kind": kind})
    up, down = trail.causes_of(ref), trail.effects_of(ref)
    page = {
        "ref": ref,
        "here": here,
        "label": trail.label_of(kind),
        "is_linked": has_page(kind),
        "causes": list(reversed(_streams(up, viewer))),
        "effects": _streams(down, viewer),
        "count": len(up.nodes) + len(down.nodes) - 2,
    }
    return render(request, "site/trail/why.html", page)


def go(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the reader to the page of a reference, or to its trail where it has no page of its own."""
    try:
        address = href(ref, request.viewer)  # type: ignore[attr-defined]
    except BadRef as problem:
        raise Http404(str(problem)) from problem
    return redirect(address or "site:trail", *([] if address else [ref]))


urlpatterns = [
    path("why/<str:ref>", why, name="trail"),
    path("go/<str:ref>", go, name="go"),
]
