"""What can be ordered, and ordering it. The page says the promise, the queue's rules and how sure we are."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock, trail
from fanloop.foundation.text.days import day_words
from fanloop.foundation.viewer import Viewer
from fanloop.making.demand import queries as demand
from fanloop.people.fans import queries as fans
from fanloop.selling.campaigns import actions, queries
from fanloop.selling.campaigns.queries import Campaign, Offer, Progress
from fanloop.selling.campaigns.queries.drops import drop_of
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.ports import price_check
from fanloop.site.band import chart
from fanloop.site.links import page_of
from fanloop.ui.parts import Station
from fanloop.ui.words import figure


class OrderForm(forms.Form):
    """What a fan chose; `key` is drawn with the page, so sending the form twice orders once."""

    offer = forms.IntegerField()
    quantity = forms.IntegerField(min_value=1, max_value=99)
    key = forms.UUIDField()


@require_safe
def order(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rows = queries.progresses(queries.campaigns(), at)
    first = {row.campaign.id: _market_offers(row.campaign, request)[1][:1] for row in rows}
    shown = [(row, first[row.campaign.id][0]) for row in rows if first[row.campaign.id]]
    return render(
        request,
        "site/campaigns/order.html",
        {
            "open": [pair for pair in shown if pair[0].phase in {"open", "full", "soon"}],
            "closed": [pair for pair in shown if pair[0].phase == "closed"],
        },
    )


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    row = _campaign(slug)
    if drop_of(row):
        return redirect("site:drop", slug=slug)
    now = queries.progress(row, clock.now())
    return render(
        request,
        "site/campaigns/campaign.html",
        _choice(request, row) | _standing(now) | _causes(request, now),
    )


@require_POST
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Place a pre-order. Who is not logged in comes back to the page with the choice kept."""
    row, form = _campaign(slug), OrderForm(request.POST)
    page = reverse("site:campaign", args=[slug])
    if not form.is_valid():
        messages.error(request, _("Choose one first, and how many."))
        return redirect(page)
    chosen = form.cleaned_data
    offer = next((each for each in queries.offers(row.id) if each.id == chosen["offer"]), None)
    if offer is None:
        raise Http404
    if not request.user.is_authenticated:
        return redirect_to_login(f"{page}?offer={offer.id}&quantity={chosen['quantity']}#order")
    key = f"site:{request.user.pk}:{chosen['key']}:{offer.id}:{chosen['quantity']}"
    return _place(request, offer, chosen["quantity"], key)


def _place(request: HttpRequest, offer: Offer, quantity: int, key: str) -> HttpResponse:
    fan = fans.fan(int(request.user.pk or 0))
    assert fan is not None
    try:
        placed = actions.preorder(offer=offer, fan=fan, quantity=quantity, at=clock.now(), key=key)
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:campaign", slug=offer.campaign.slug)
    return redirect("site:pay", number=placed.number)


def _campaign(slug: str) -> Campaign:
    found = queries.campaign(slug)
    if found is None:
        raise Http404
    return found


def _market_offers(row: Campaign, request: HttpRequest) -> tuple[list[Any], list[Offer]]:
    """The markets of a campaign, and the offers of the one asked for, the fan's own, or the first."""
    every = queries.offers(row.id)
    markets = list({offer.market_id: offer.market for offer in every}.values())
    own = getattr(request.user, "market_id", None)
    asked = request.GET.get("market") or next((each.code for each in markets if each.id == own), "")
    chosen = next((each for each in markets if each.code == asked), markets[0] if markets else None)
    return markets, [offer for offer in every if chosen and offer.market_id == chosen.id]


def _choice(request: HttpRequest, row: Campaign) -> dict[str, Any]:
    kept = request.GET.get("offer", "")
    markets, shown = _market_offers(row, request)
    if kept.isdigit():
        wanted = [offer for offer in queries.offers(row.id) if offer.id == int(kept)]
        shown = queries.offers(row.id, market=wanted[0].market_id) if wanted else shown
    picked = next((offer for offer in shown if str(offer.id) == kept), shown[0] if shown else None)
    quantity = request.GET.get("quantity", "1")
    return {
        "campaign": row,
        "markets": markets,
        "offers": shown,
        "picked": picked,
        "quantity": int(quantity) if quantity.isdigit() else 1,
        "numbers": range(1, row.limit_per_person + 1),
        "key": uuid4(),
        "cost": price_check(variant_id=picked.variant_id, minor=picked.price_minor, currency=picked.currency)
        if picked
        else None,
    }


def _standing(now: Progress) -> dict[str, Any]:
    said = demand.forecasts(f"orders.book:{now.book.id}")
    curve = queries.curve(now.campaign)
    return {
        "progress": now,
        "counts": orders.by_variant(now.book.id),
        "forecast": said[-1] if said else None,
        "past": said[:-1],
        "chart": chart(curve, said, today=clock.now().date()),
    }


def _causes(request: HttpRequest, now: Progress) -> dict[str, Any]:
    """The promises the campaign rests on, three steps up its trail, and the stations they give."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    groups = {
        group.kind: group
        for group in trail.grouped(trail.causes_of(queries.ref_of(now.campaign), depth=3), viewer=viewer)
    }
    below = trail.effects_of(f"orders.book:{now.book.id}", depth=3)
    needs = groups.get("voices.need")
    return {
        "needs": needs.cards if needs else [],
        "stations": _stations(
            now, groups, planned="supply.build" in {n.ref.partition(":")[0] for n in below.nodes}
        ),
        "walk": f"campaigns.campaign:{now.campaign.id}",
    }


def _stations(now: Progress, groups: dict[str, trail.Group], *, planned: bool) -> list[Station]:
    row, is_open = now.campaign, now.phase != "closed"
    voices, promises = groups.get("voices.voice"), groups.get("voices.acceptance")
    heard = (
        ngettext("%(n)s voice", "%(n)s voices", voices.count) % {"n": figure(voices.count)} if voices else ""
    )
    promised = min((card.at for card in promises.cards if card.at), default=None) if promises else None
    ends = _("open until %(day)s") if is_open else _("closed %(day)s")
    return [
        Station(_("Voiced"), heard),
        Station(_("Promised"), day_words(promised) if promised else ""),
        Station(
            _("Ordered %(pieces)s") % {"pieces": figure(now.fill.ordered)},
            ends % {"day": day_words(row.closes_at)},
            state="now" if is_open else "past",
        ),
        Station(_("Planned"), "", state="past" if planned else "next"),
        Station(
            _("Made"),
            _("about %(day)s") % {"day": day_words(row.packed_about)} if row.packed_about else "",
            state="next",
        ),
        Station(_("With you"), _("from %(day)s") % {"day": day_words(row.promise_from)}, state="next"),
    ]


@page_of("campaigns.campaign")
def campaign_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- an offer is public
    found = queries.campaign_by_id(id_)
    return reverse("site:campaign", args=[found.slug]) if found else ""


@page_of("orders.book")
def book_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- its counts are public
    book = orders.book(id_)
    found = queries.campaign_of_book(book) if book else None
    return reverse("site:campaign", args=[found.slug]) if found else ""


urlpatterns = [
    path("order", order, name="order"),
    path("order/<slug:slug>", campaign, name="campaign"),
    path("order/<slug:slug>/orders", place, name="place_order"),
]
