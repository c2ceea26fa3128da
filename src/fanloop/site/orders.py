"""A fan's own orders: what was paid, what is due and when, and the way out until it is packed."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.orders import actions, queries
from fanloop.selling.orders.queries import Sheet
from fanloop.selling.orders.queries.keeping import BY_HAND, may_transfer
from fanloop.selling.orders.queries.logistics import way
from fanloop.selling.payments.ports import Provider, providers
from fanloop.selling.payments.queries import missing_of
from fanloop.site.links import page_of
from fanloop.site.order_way import told
from fanloop.site.paying import on_to

STATE_WORDS: dict[str, str | Promise] = {
    "placed": gettext_lazy("waits for your deposit"),
    "deposit_paid": gettext_lazy("your place is certain"),
    "paid": gettext_lazy("paid"),
    "allocated": gettext_lazy("one is made for you"),
    "picked": gettext_lazy("packed"),
    "shipped": gettext_lazy("on its way"),
    "delivered": gettext_lazy("with you"),
    "returned": gettext_lazy("back with us"),
    "refunded": gettext_lazy("paid back"),
    "replaced": gettext_lazy("replaced"),
    "cancelled": gettext_lazy("cancelled"),
}
DUE_WORDS: dict[str, str | Promise] = {
    "deposit": gettext_lazy("Deposit"),
    "balance": gettext_lazy("When it is packed"),
    "instalment": gettext_lazy("Instalment"),
    "at_success": gettext_lazy("When it succeeds"),
}
PAYMENT_WORDS: dict[str, str | Promise] = {
    "asked": gettext_lazy("we wait for it"),
    "paid": pgettext_lazy("of money", "here"),
    "failed": gettext_lazy("declined"),
    "cancelled": gettext_lazy("no longer asked"),
    "refunded": gettext_lazy("sent back"),
}


@login_required
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    rows = [(sheet, state_words(sheet)) for sheet in queries.orders_of(_viewer(request))]
    return render(request, "site/orders/orders.html", {"rows": rows})


@login_required
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "site/orders/order.html", page_of_sheet(sheet_of(request, number)))


@login_required
@require_safe
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """How to pay what is due next. Nothing is asked before the fan chooses a way."""
    sheet = sheet_of(request, number)
    if sheet.next_due is None:
        return redirect("site:order_sheet", number=number)
    due = Money(missing_of([sheet.ref])[sheet.ref], sheet.order.currency)
    shown = {"ways": ways_for(sheet, due), "due": due, "may_transfer": may_transfer(sheet.order, clock.now())}
    return render(request, "site/orders/pay.html", page_of_sheet(sheet) | shown)


@login_required
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Pay by the way chosen. The form names the row of the plan, so a second click pays nothing more."""
    sheet = sheet_of(request, number)
    name = request.POST.get("provider", "")
    due = Money(missing_of([sheet.ref])[sheet.ref], sheet.order.currency)
    if name not in {each.name for each in ways_for(sheet, due)}:
        messages.error(request, _("Choose how you want to pay."))
        return redirect("site:pay", number=number)
    position = request.POST.get("due", "")
    try:
        at = int(position) if position.isdecimal() else 0
        actions.ask_due(order=sheet.order, position=at, provider=name, at=clock.now())
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:order_sheet", number=number)
    return _after_asking(request, number)


def _after_asking(request: HttpRequest, number: str) -> HttpResponse:
    last = next(iter(reversed(sheet_of(request, number).payments)), None)
    if last and last.state == "failed":
        messages.error(request, _("The payment was declined. Nothing was taken. Try another way."))
        return redirect("site:pay", number=number)
    if last and last.state == "paid":
        messages.success(request, _("Thank you. Your money is here."))
    return (on_to(last) if last else None) or redirect("site:order_sheet", number=number)


@login_required
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    sheet = sheet_of(request, number)
    by = fans.fan(int(request.user.pk or 0))
    try:
        actions.cancel(order=sheet.order, by=by, at=clock.now(), why=gettext_noop("by the fan"))
    except actions.Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("You have stepped out. What you paid comes back to you."))
    return redirect("site:order_sheet", number=number)


def state_words(sheet: Sheet) -> str | Promise:
    """Where an order stands, in words; a pledge waits for nothing its fan could do, a full price is no deposit."""
    if sheet.is_pledge:
        return _("pledged, nothing is charged yet")
    if sheet.state == "placed" and len(sheet.dues) == 1:
        return _("waits to be paid")
    return STATE_WORDS[sheet.state]


def ways(due: Money) -> list[Provider]:
    """The ways to pay this. Play money is for demos and for trying out; a maker who sells never offers it."""
    plays = settings.DEMO or settings.DEBUG
    offered = [each for each in providers() if each.moves_money or plays]
    return [each for each in offered if each.capabilities.takes(due.currency, due.minor)]


def ways_for(sheet: Sheet, due: Money) -> list[Provider]:
    """The ways to pay what is due of an order now; no transfer where the piece goes back before it could come."""
    slow = may_transfer(sheet.order, clock.now())
    return [each for each in ways(due) if slow or each.name != BY_HAND]


def page_of_sheet(sheet: Sheet) -> dict[str, Any]:
    """What the order's page and the page to pay on show of it."""
    left, dues = sheet.paid_minor, []
    for due in sheet.dues:
        dues.append((due, DUE_WORDS[due.kind], Money(due.minor, due.currency), left >= due.minor))
        left -= due.minor
    campaign = campaigns.campaign_of_book(sheet.order.book)
    return {
        "sheet": sheet,
        "campaign": campaign,
        "state": state_words(sheet),
        "dues": dues,
        "payments": [(each, PAYMENT_WORDS[each.state]) for each in sheet.payments],
        "told": told(sheet, way(sheet.order), campaign, clock.now()),
    }


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def sheet_of(request: HttpRequest, number: str) -> Sheet:
    """The fan's own order; staff look at orders of others at the desk."""
    sheet = queries.order(number, viewer=_viewer(request))
    if sheet is None or sheet.order.fan_id != _viewer(request).fan_id:
        raise Http404
    return sheet


@page_of("orders.order")
def order_page(id_: int, viewer: Viewer) -> str:
    number, fan_id = queries.number_and_fan(id_)
    if not number:
        return ""
    own = fan_id == viewer.fan_id
    return (
        reverse("site:order_sheet" if own else "desk:order", args=[number])
        if own or viewer.may("orders.see")
        else ""
    )


urlpatterns = [
    path("orders", order_list, name="orders"),
    path("orders/<str:number>", order, name="order_sheet"),
    path("orders/<str:number>/pay", pay, name="pay"),
    path("orders/<str:number>/payments", ask, name="ask_payment"),
    path("orders/<str:number>/cancel", cancel, name="cancel_order"),
]
