"""What can be ordered, and ordering it. The page says the promise, the queue's rules and how sure we are."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.selling.campaigns import actions, queries
from fanloop.selling.campaigns.queries import Campaign, Offer, Progress
from fanloop.selling.campaigns.queries.crowd import Crowd, crowd, pledge_of, saved_way, saves
from fanloop.selling.campaigns.queries.drops import drop_of
from fanloop.selling.campaigns.queries.running import takes_pledges
from fanloop.selling.launches import queries as launches
from fanloop.selling.orders import queries as orders
from fanloop.site import campaign_page, campaign_teaser, in_line, too_late
from fanloop.site.links import page_of
from fanloop.site.mouth import credit
from fanloop.site.orders import ways


class OrderForm(forms.Form):
    """What a fan chose; `key` is drawn with the page, so sending the form twice orders once."""

    offer = forms.IntegerField()
    quantity = forms.IntegerField(min_value=1, max_value=99)
    key = forms.UUIDField()
    provider = forms.CharField(required=False, max_length=20)
    parts = forms.IntegerField(required=False, min_value=1, max_value=99)


@require_safe
def order(request: HttpRequest) -> HttpResponse:
    rows = _listed(request)
    shown = launches.published(clock.now())
    return render(
        request,
        "site/campaigns/order.html",
        {
            "open": [row for row in rows if not _is_over(row[0])],
            "closed": [row for row in rows if _is_over(row[0])],
            "coming": [row for row in shown if row.phase in {"teaser", "live"}],
        },
    )


def _is_over(row: Progress) -> bool:
    """A drop whose pieces are gone is over; a list that is full may have a free place again."""
    return row.phase == "closed" or (row.phase == "full" and row.campaign.way == "drop")


def _listed(request: HttpRequest) -> list[tuple[Progress, Offer, Crowd | None]]:
    at = clock.now()
    found = []
    for row in queries.progresses(queries.campaigns(), at):
        first = campaign_page.market_offers(row.campaign, request)[1][:1]
        found += [(row, offer, crowd(row.campaign, at)) for offer in first]
    return found


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    row = _campaign(slug)
    at, looks = clock.now(), campaign_teaser.looks_ahead(request)
    if drop_of(row):
        return redirect("site:drop", slug=slug)
    if at < row.opens_at and not looks:
        return render(request, "site/campaigns/teaser.html", campaign_teaser.page(request, row, at))
    at = max(at, row.opens_at) if looks else at
    shown = campaign_page.page(request, row, at) | in_line.part(request, row, at)
    return render(request, "site/campaigns/campaign.html", shown | {"looked_at": looks})


@require_POST
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Order or pledge. Who is not logged in comes back to the page with the choice kept."""
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
        kept = f"offer={offer.id}&quantity={chosen['quantity']}&parts={chosen['parts'] or 1}"
        return redirect_to_login(f"{page}?{kept}#order")
    return _place(request, offer, chosen)


def _place(request: HttpRequest, offer: Offer, chosen: dict[str, Any]) -> HttpResponse:
    """A pledge notes the way to pay and asks for nothing; an order goes on to its deposit."""
    fan = fans.fan(int(request.user.pk or 0))
    assert fan is not None
    quantity, parts, at = chosen["quantity"], chosen["parts"] or 1, clock.now()
    key = f"site:{fan.id}:{chosen['key']}:{offer.id}:{quantity}" + (f":{parts}" if parts > 1 else "")
    is_pledge = takes_pledges(offer.campaign, at)
    known = {way.name for way in ways(Money(0, offer.market.currency))}
    provider = chosen["provider"] if is_pledge and chosen["provider"] in known else ""
    try:
        placed = actions.preorder(
            offer=offer, fan=fan, quantity=quantity, at=at, key=key, provider=provider, instalments=parts
        )
    except actions.Refused as problem:
        too_late.note(problem, fan, "order")
        messages.error(request, str(problem))
        return redirect("site:campaign", slug=offer.campaign.slug)
    credit(request, placed)
    if pledge := pledge_of(placed.id):
        if saves(pledge) and not saved_way(pledge):
            return redirect("site:save_way", number=placed.number)
        messages.success(request, _("Thank you. Your pledge counts. Nothing is charged before it succeeds."))
        return redirect("site:order_sheet", number=placed.number)
    return redirect("site:pay", number=placed.number)


def _campaign(slug: str) -> Campaign:
    found = queries.campaign(slug)
    if found is None:
        raise Http404
    return found


@page_of("campaigns.campaign")
def page_of_campaign(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- an offer is public
    found = queries.campaign_by_id(id_)
    return reverse("site:campaign", args=[found.slug]) if found else ""


@page_of("campaigns.promise_change")
def page_of_promise(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- a promise is public
    found = queries.campaign_of_promise(id_)
    return f"{reverse('site:campaign', args=[found.slug])}#promise" if found else ""


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
