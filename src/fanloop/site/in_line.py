"""Standing in line for what is sold out: come, see what is offered, take it, let it go or leave."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.selling.campaigns.actions import Refused, line
from fanloop.selling.campaigns.queries import Campaign, campaign, limit_of, offers, progress
from fanloop.selling.campaigns.queries import line as queries
from fanloop.selling.campaigns.queries.line import LineEntry
from fanloop.selling.stock import queries as stock
from fanloop.site.mouth import credit


def part(request: HttpRequest, row: Campaign, at: datetime) -> dict[str, Any]:
    """What a campaign's page says of its line; nothing while pieces are free and nobody is concerned."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    mine = queries.mine(row, viewer.fan_id)
    is_mine = mine is not None and mine.state in {"waiting", "offered"}
    is_running = row.way != "crowdfunding" and progress(row, at).phase in {"open", "full"}
    every = queries.sold_out(row, at) if is_running else []
    if not every and not is_mine:
        return {"line": None}
    market = getattr(request.user, "market_id", None)
    return {
        "line": {
            "length": queries.length(row),
            "mine": mine if is_mine else None,
            "was": "" if is_mine or mine is None else mine.state,
            "offers": [offer for offer in every if offer.market_id == market] or every,
            "numbers": range(1, limit_of(row) + 1),
        }
    }


@login_required
@require_POST
def stand(request: HttpRequest, slug: str) -> HttpResponse:
    row, fan = _campaign(slug), _fan(request)
    wanted = request.POST.getlist("offer")
    chosen = [offer for offer in offers(row.id) if str(offer.id) in wanted]
    said = [request.POST.get(name, "") for name in ("quantity", "least")]
    quantity, least = (int(each) if each.isdecimal() and len(each) < 4 else 1 for each in said)
    try:
        line.stand_in_line(
            campaign=row, fan=fan, offers=chosen, quantity=quantity, least=least, at=clock.now()
        )
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, _("You are in line. When it is your turn we write to you, and hold it for a day.")
        )
    return redirect("site:campaign", slug=slug)


@never_cache
@login_required
@require_safe
def offered(request: HttpRequest, entry_id: int) -> HttpResponse:
    """What is held for you, with the two buttons. Looking at it changes nothing."""
    entry = _entry(request, entry_id)
    now = queries.in_line([entry])[0]
    held = _held(entry)
    return render(
        request,
        "site/codes/offered.html",
        {"now_is": now, "entry": entry, "campaign": entry.campaign, "held": held, "now": clock.now()},
    )


@login_required
@require_POST
def take(request: HttpRequest, entry_id: int) -> HttpResponse:
    entry, wanted = _entry(request, entry_id), request.POST.get("offer", "")
    offer = next((each for each, _pieces in _held(entry) if str(each.id) == wanted), None)
    if offer is None:
        messages.error(request, _("Choose one first."))
        return redirect("site:line_offer", entry_id=entry_id)
    try:
        order = line.take(entry=entry, offer=offer, fan=_fan(request), at=stock.deciding_now(clock.ahead()))
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:line_offer", entry_id=entry_id)
    credit(request, order)
    return redirect("site:pay", number=order.number)


@login_required
@require_POST
def leave(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Step out, or let go what is held: one press."""
    entry = _entry(request, entry_id)
    try:
        end = line.leave(entry=entry, at=clock.now())
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        said = {
            "left": _("You left the line."),
            "declined": _("It goes to the next one. Thank you for saying so."),
        }
        messages.success(request, said.get(end.how, _("It is over already.")))
    return redirect("site:campaign", slug=entry.campaign.slug)


def _held(entry: LineEntry) -> list[tuple[Any, int]]:
    """The offers that will do out of the pool something is held in, and how many pieces."""
    found = queries.offer_of(entry)
    if found is None:
        return []
    return [(offer, found.claim.quantity) for offer in queries.offers_in(entry, found.claim.pool_id)]


def _campaign(slug: str) -> Campaign:
    found = campaign(slug)
    if found is None:
        raise Http404
    return found


def _entry(request: HttpRequest, entry_id: int) -> LineEntry:
    """A fan's own place; every other one is not there."""
    found = queries.entry_by_id(entry_id)
    if found is None or found.fan_id != _fan(request).id:
        raise Http404
    return found


def _fan(request: HttpRequest) -> Fan:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    fan = fans.fan(viewer.fan_id or 0)
    assert fan is not None  # the guard has let nobody else in
    return fan


urlpatterns = [
    path("order/<slug:slug>/line", stand, name="stand_in_line"),
    path("lines/<int:entry_id>", offered, name="line_offer"),
    path("lines/<int:entry_id>/order", take, name="take_offered"),
    path("lines/<int:entry_id>/leave", leave, name="leave_line"),
]
