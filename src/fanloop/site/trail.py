"""The walk both ways: why a thing exists, and what became of it, as a river grouped by kind."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from fanloop.foundation import trail
from fanloop.foundation.refs import BadRef, parse
from fanloop.foundation.viewer import Viewer
from fanloop.site.links import has_page, href
from fanloop.ui.parts import River, Spring, Stream

NAMED = 60
"""Cards of one kind that get a name on the page; the rest is a number, so that a thousand stay readable."""


def _spring(card: trail.Card, *, here: str) -> Spring:
    note = " · ".join(part for part in (card.detail, card.mark) if part)
    address = (
        reverse("site:go", args=[card.ref]) if has_page(card.kind) else reverse("site:trail", args=[card.ref])
    )
    return Spring(card.title, "" if card.ref == here else address, note, here=card.ref == here)


def _stream(group: trail.Group, *, here: str) -> Stream:
    springs = [_spring(card, here=here) for card in group.cards[:NAMED]]
    return Stream(group.label, springs, count=group.count, hidden=group.hidden)


def river_of(ref: str, *, viewer: Viewer) -> River:
    """From the first cause to the last effect, one stream a kind, with `ref` between them."""
    up = trail.grouped(trail.causes_of(ref), viewer=viewer, most=NAMED)
    down = trail.grouped(trail.effects_of(ref), viewer=viewer, most=NAMED)
    groups = [*reversed([group for group in up if group.depth > 0]), *down]
    return River([_stream(group, here=ref) for group in groups])


def why(request: HttpRequest, ref: str) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        kind = parse(ref).kind
        here = trail.describe([ref], viewer=viewer).get(ref)
    except BadRef as problem:
        raise Http404(str(problem)) from problem
    if kind not in trail.kinds():
        raise Http404(_("Nobody here speaks of %(kind)s.") % {"kind": kind})
    page = {"here": here, "label": trail.label_of(kind), "is_linked": has_page(kind), "ref": ref}
    return render(request, "site/trail/why.html", {**page, "river": river_of(ref, viewer=viewer)})


def go(request: HttpRequest, ref: str) -> HttpResponse:
    """Send the reader to the page of a reference, or to its trail where it has no page of its own."""
    try:
        address = href(ref, request.viewer)  # type: ignore[attr-defined]
    except BadRef as problem:
        raise Http404(str(problem)) from problem
    return redirect(address or reverse("site:trail", args=[ref]))


urlpatterns = [
    path("why/<str:ref>", why, name="trail"),
    path("go/<str:ref>", go, name="go"),
]
