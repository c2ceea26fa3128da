"""What a draw leaves behind for everybody to check: its paper, each fan's receipt, and a script that needs nothing."""

from pathlib import Path
from typing import TypeVar

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries.doubles import taken_back
from fanloop.selling.campaigns.queries.drops import Drop
from fanloop.selling.campaigns.rules import verify_draw
from fanloop.selling.campaigns.rules.receipts import check_receipt
from fanloop.selling.stock import queries as stock
from fanloop.site.ranges import handed_out

SCRIPT = Path(verify_draw.__file__)
SMALL = 5_000
"""Entries whose paper is made in the moment it is asked for."""
Answer = TypeVar("Answer", bound=HttpResponseBase)


@require_safe
def proof(request: HttpRequest, slug: str) -> HttpResponse:
    """Rules, commitment, root and order, with the fan's own leaf where there is one."""
    row = _drop(slug)
    now = queries.standing(row, clock.now())
    entry = queries.entry_of(row, getattr(request.user, "id", None))
    place = queries.place_of(entry) if entry and now.draw else None
    kept = queries.receipt(entry) if entry else None
    shown = {
        "now_is": now, "drop": row, "campaign": row.campaign, "entry": entry, "place": place, "receipt": kept,
        "stands": bool(place) and not check_receipt(kept or {}, root=now.draw.root if now.draw else ""),
        "replaced": queries.replaced(row), "taken_back": taken_back(row), "rules": sorted(row.rules.items()),
        "head": stock.chain_head(now.pool.id),
    }  # fmt: skip
    return render(request, "site/drops/proof.html", shown)


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The paper as the file it was written to; of a small draw made on the spot, until it is."""
    now = queries.standing(_drop(slug), clock.now())
    name = f"{slug}-draw.json"
    written = queries.file_of(now.draw, is_revealed=bool(now.reveal)) if now.draw else None
    if written:
        kept = written.file
        answer = handed_out(request, sha256=kept.sha256, size=kept.size, content_type=kept.content_type)
        answer["Cache-Control"] = "no-cache"
        return _file(answer, name)
    if now.draw and now.draw.entries > SMALL:
        words = _("This file is being written. Ask again in a minute.")
        return HttpResponse(
            words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "30"}
        )
    return _file(JsonResponse(queries.paper(now), json_dumps_params={"ensure_ascii": False}), name)


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """At once: what the maker sealed when the fan entered, and once entries are closed its way up to the root."""
    entry = queries.entry_of(_drop(slug), int(request.user.pk or 0))
    if entry is None:
        raise Http404
    return _file(JsonResponse(queries.receipt(entry)), f"{slug}-receipt.json")


@require_safe
def script(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """The verifier, to be run where Fanloop is not."""
    return _file(
        HttpResponse(SCRIPT.read_text(), content_type="text/x-python; charset=utf-8"), "verify_draw.py"
    )


def _file(response: Answer, name: str) -> Answer:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _drop(slug: str) -> Drop:
    found = queries.drop(slug)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("drops/verify_draw.py", script, name="verify_draw"),
    path("drops/<slug:slug>/proof", proof, name="drop_proof"),
    path("drops/<slug:slug>/draw.json", paper, name="drop_paper"),
    path("drops/<slug:slug>/receipt.json", receipt, name="drop_receipt"),
]
