"""A pledge before the end: changed, paid another way; and the free way out when a promise has slipped."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.selling.campaigns import queries
from fanloop.selling.campaigns.actions import Refused
from fanloop.selling.campaigns.actions.changing import change_pledge, leave_way, pay_pledge_with
from fanloop.selling.campaigns.actions.promising import leave
from fanloop.selling.campaigns.queries.crowd import Pledge, pledge_of, saved_way, saves, shelves
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries as order_queries
from fanloop.selling.orders.queries import Sheet
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments.ports import ProviderSilent, provider
from fanloop.selling.payments.queries.at_success import is_setup_of
from fanloop.site.orders import ways


class ChangeForm(forms.Form):
    """What a fan would rather have; the same form sent twice changes once."""

    offer = forms.IntegerField()
    quantity = forms.IntegerField(min_value=1, max_value=99)
    key = forms.UUIDField()


@login_required
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Another tier, another variant, more or fewer; the place in the queue stays."""
    sheet, pledge = _pledge(request, number)
    if request.method != "POST":
        return render(request, "site/campaigns/change.html", _choice(sheet, pledge, clock.now()))
    form = ChangeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one first, and how many."))
        return redirect("site:change_pledge", number=number)
    return _change(request, sheet, pledge, form.cleaned_data)


def _change(request: HttpRequest, sheet: Sheet, pledge: Pledge, said: dict[str, Any]) -> HttpResponse:
    every = queries.offers(pledge.offer.campaign_id)
    offer = next((each for each in every if each.id == said["offer"]), None)
    if offer is None:
        raise Http404
    key = f"site:{sheet.order.fan_id}:{said['key']}:{offer.id}:{said['quantity']}"
    try:
        now = change_pledge(
            order=sheet.order,
            offer=offer,
            quantity=said["quantity"],
            by=_fan(request),
            at=clock.now(),
            key=key,
        )
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:order_sheet", number=sheet.order.number)
    messages.success(request, _("Changed. Your place in the queue is the same."))
    return redirect("site:order_sheet", number=now.number)


def _choice(sheet: Sheet, pledge: Pledge, at: datetime) -> dict[str, Any]:
    campaign = pledge.offer.campaign
    return {
        "sheet": sheet,
        "campaign": campaign,
        "picked": pledge.offer,
        "shelves": shelves(campaign, at, market=pledge.offer.market_id),
        "counts": order_queries.by_variant(sheet.order.book_id),
        "has_tiers": pledge.offer.tier_id is not None,
        "quantity": sheet.quantity,
        "numbers": range(1, campaign.limit_per_person + 1),
        "key": uuid4(),
    }


@login_required
@require_POST
def pay_with(request: HttpRequest, number: str) -> HttpResponse:
    """Note another way to pay for the day it succeeds."""
    sheet, _found = _pledge(request, number)
    name = request.POST.get("provider", "")
    if name not in {way.name for way in ways(Money(0, sheet.order.currency))}:
        messages.error(request, _("Choose how you want to pay."))
        return redirect("site:order_sheet", number=number)
    try:
        pledge = pay_pledge_with(order=sheet.order, provider=name, at=clock.now())
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        if saves(pledge) and not saved_way(pledge):
            return redirect("site:save_way", number=number)
        messages.success(request, _("Noted. Nothing is charged before it succeeds."))
    return redirect("site:order_sheet", number=number)


@login_required
@require_safe
def save(request: HttpRequest, number: str) -> HttpResponse:
    """The way on to the page of the firm that keeps the card until it succeeds. Nothing is taken."""
    sheet, pledge = _pledge(request, number)
    if not saves(pledge) or not sheet.is_pledge:
        return redirect("site:order_sheet", number=number)
    try:
        setup, at = leave_way(order=sheet.order, at=clock.now()), clock.now()
        back = request.build_absolute_uri(reverse("site:saved_way", args=[number, setup]))
        there = payments.begin_saving(
            setup=setup, currency=sheet.order.currency, return_url=back, at=at
        ).redirect
    except (Refused, ProviderSilent):
        messages.error(
            request, _("The card page cannot be reached now. Nothing was taken. Try again in a minute.")
        )
        return redirect("site:order_sheet", number=number)
    said = {"sheet": sheet, "there": there, "way": provider(pledge.provider)}
    return render(request, "site/campaigns/save.html", said)


@login_required
@require_safe
def saved(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """Back from the firm's page: what the address says is not believed, the firm is asked."""
    sheet, _found = _pledge(request, number)
    try:
        left = payments.look_saving(setup=_own_setup(sheet, reference), at=clock.now())
    except ProviderSilent:
        left = None
    if left:
        messages.success(
            request, _("Kept: %(card)s. Nothing is charged before it succeeds.") % {"card": left.label}
        )
    else:
        messages.error(request, _("Nothing was kept. Try again, or choose another way."))
    return redirect("site:order_sheet", number=number)


def _own_setup(sheet: Sheet, reference: str) -> str:
    """References can be guessed, so the order it was begun for decides."""
    if not is_setup_of(reference, sheet.ref):
        raise Http404
    return reference


@login_required
@require_POST
def leave_order(request: HttpRequest, number: str) -> HttpResponse:
    """Step out because we are later than we said; everything comes back."""
    sheet = _sheet(request, number)
    try:
        leave(order=sheet.order, by=_fan(request), at=clock.now())
    except (Refused, orders.Refused) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("You have stepped out. What you paid comes back to you."))
    return redirect("site:order_sheet", number=number)


def _pledge(request: HttpRequest, number: str) -> tuple[Sheet, Pledge]:
    sheet = _sheet(request, number)
    pledge = pledge_of(sheet.order.id)
    if pledge is None:
        raise Http404
    return sheet, pledge


def _sheet(request: HttpRequest, number: str) -> Sheet:
    """The fan's own order, and nobody else's."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    sheet = order_queries.order(number, viewer=viewer)
    if sheet is None or sheet.order.fan_id != viewer.fan_id:
        raise Http404
    return sheet


def _fan(request: HttpRequest) -> Fan:
    fan = fans.fan(int(request.user.pk or 0))
    assert fan is not None
    return fan


urlpatterns = [
    path("orders/<str:number>/change", change, name="change_pledge"),
    path("orders/<str:number>/way", pay_with, name="pay_pledge_with"),
    path("orders/<str:number>/save", save, name="save_way"),
    path("orders/<str:number>/saved/<str:reference>", saved, name="saved_way"),
    path("orders/<str:number>/leave", leave_order, name="leave_order"),
]
