"""Services beside the hardware: taking one, paying for it, ending it with one click; asking for a repair."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import Fan
from fanloop.people.markets import queries as markets
from fanloop.people.team.queries import base_currency
from fanloop.selling.orders.actions import Refused, repairs
from fanloop.selling.orders.actions import services as actions
from fanloop.selling.orders.queries import services as queries
from fanloop.selling.orders.queries.service_papers import papers_of_services
from fanloop.selling.payments.queries import missing_of, payment_by_id
from fanloop.site import drafts
from fanloop.site.links import page_of
from fanloop.site.orders import ways
from fanloop.site.paying import on_to

STATES: dict[str, str | Promise] = {
    "asked": gettext_lazy("we look at it"),
    "quoted": gettext_lazy("waits for your answer"),
    "accepted": pgettext_lazy("of a repair", "accepted"),
    "declined": pgettext_lazy("of a repair", "declined"),
    "done": pgettext_lazy("of a repair", "done"),
}


class TakeForm(forms.Form):
    """Which unit, for a warranty; `key` is drawn with the page, so that a form sent twice takes it once."""

    key = forms.UUIDField()
    unit = forms.IntegerField(required=False)


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """What is offered here, and what the viewer has."""
    viewer = _viewer(request)
    market = _market(request)
    own = viewer.fan_id is not None
    contracts, repairs_ = (
        (queries.contracts(viewer, own=True), queries.repairs(viewer, own=True)) if own else ([], [])
    )
    papers = papers_of_services([each.row.id for each in contracts], [each.row.id for each in repairs_])
    page = {
        "offers": [(each, _price(each), secrets.token_hex(16)) for each in queries.services(market)] if market else [],
        "market": market, "now_day": clock.now().date(),
        "contracts": [(each, papers.get(("contract", each.row.id), [])) for each in contracts],
        "taken": {each.row.service_id for each in contracts if not each.end},
        "repairs": [(each, STATES[each.state], papers.get(("repair", each.row.id), [])) for each in repairs_],
        "units": [(each, read(each.unit.variant.name)) for each in queries.units_of(viewer.fan_id or 0)],
        "words": drafts.handed_back(request, reverse("site:ask_repair")),
    }  # fmt: skip
    return render(request, "site/services/services.html", page)


@login_required
@require_POST
def take(request: HttpRequest, service_id: int) -> HttpResponse:
    """Take a service, then pay for its first stretch."""
    row, form = queries.service(service_id), TakeForm(request.POST)
    if row is None or not form.is_valid():
        raise Http404
    fan, said = _fan(request), form.cleaned_data
    unit = next((each for each in queries.units_of(fan.id) if each.id == said["unit"]), None)
    try:
        taken = actions.take_service(
            service=row, fan=fan, unit=unit, key=f"site:{fan.id}:{said['key']}", at=clock.now()
        )
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:services")
    return redirect("site:pay_service", number=taken.number)


@login_required
@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    """One click: nothing is charged any more."""
    found = queries.contract(number, viewer=_viewer(request), own=True)
    if found is None:
        raise Http404
    ended = actions.end_service(contract=found.row, by=_fan(request), at=clock.now())
    messages.success(
        request, _("It ends on %(day)s. Nothing is charged any more.") % {"day": ended.ends_on.isoformat()}
    )
    return redirect("site:services")


@login_required
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Choose how to pay for a stretch of a service or for a repair; nothing is asked before."""
    about, currency, name = _payable(request, number)
    minor = missing_of([about])[about] if about else 0
    if not minor:
        return redirect("site:services")
    chosen = request.POST.get("provider", "")
    due = Money(minor, currency)
    if request.method == "POST" and chosen in {each.name for each in ways(due)}:
        return _paid(request, about, currency, chosen)
    page = {"number": number, "name": name, "due": due, "ways": ways(due)}
    return render(request, "site/services/pay.html", page)


def _paid(request: HttpRequest, about: str, currency: str, chosen: str) -> HttpResponse:
    payment = actions.pay_for(
        about=about, fan=_fan(request), currency=currency, provider=chosen, at=clock.now()
    )
    standing = payment_by_id(payment) if payment else None
    if standing and standing.state == "failed":
        messages.error(request, _("The payment was declined. Nothing was taken. Try another way."))
        return redirect(request.path)
    if standing and standing.state == "paid":
        messages.success(request, _("Thank you. Your money is here."))
    elif standing and standing.payment.provider == "transfer":
        words = _("Send %(amount)s and write %(reference)s as the reference.")
        messages.info(request, words % {"amount": standing.money, "reference": standing.payment.reference})
    return (on_to(standing) if standing else None) or redirect("site:services")


@login_required
@require_POST
def ask_repair(request: HttpRequest) -> HttpResponse:
    fan, words, chosen = _fan(request), request.POST.get("words", ""), request.POST.get("unit", "")
    try:
        row = repairs.ask_repair(unit=_unit(fan, chosen), fan=fan, words=words, at=clock.now())
    except Refused as problem:
        drafts.hand_back(request, words)
        messages.error(request, str(problem))
        return redirect("site:services")
    messages.success(
        request, _("Asked for: %(number)s. We say what it costs first.") % {"number": row.number}
    )
    return redirect("site:services")


@login_required
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Accept what a repair costs, or decline."""
    found = queries.repair(number, viewer=_viewer(request), own=True)
    if found is None:
        raise Http404
    accepts = request.POST.get("answer") == "yes"
    try:
        now = repairs.answer_quote(repair=found.row, accepts=accepts, by=_fan(request), at=clock.now())
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:services")
    if now.can_pay:
        return redirect("site:pay_service", number=number)
    messages.success(
        request, _("We go on with it.") if accepts else _("We do nothing, and it costs nothing.")
    )
    return redirect("site:services")


def _unit(fan: Fan, chosen: str) -> queries.ShippedUnit:
    found = next((each for each in queries.units_of(fan.id) if str(each.id) == chosen), None)
    if found is None:
        raise Refused(_("Choose one of your own devices."))
    return found


def _payable(request: HttpRequest, number: str) -> tuple[str, str, str]:
    """(reference, currency, name) of what is to be paid under a number of the viewer's own; empty when nothing is."""
    viewer = _viewer(request)
    if found := queries.contract(number, viewer=viewer, own=True):
        about = f"orders.period:{found.unpaid.id}" if found.unpaid else ""
        return about, found.row.service.market.currency, read(found.row.service.name)
    mending = queries.repair(number, viewer=viewer, own=True)
    if mending is None:
        raise Http404
    quote = mending.quote
    return (
        (f"orders.quote:{quote.id}", quote.currency, _("Repair"))
        if quote and mending.can_pay
        else ("", "", "")
    )


def _price(row: queries.Service) -> Money:
    return Money(row.minor, row.market.currency)


def _market(request: HttpRequest) -> Any:
    """The market asked for, the fan's own, one of the maker's own currency, or the first with a service."""
    rows = {each.market_id: each.market for each in queries.services()}
    own, asked = getattr(request.user, "market_id", None), request.GET.get("market", "")
    named = next((each for each in markets.markets() if each.code == asked and each.id in rows), None)
    home = next((each for each in rows.values() if each.currency == base_currency()), None)
    return named or rows.get(own or 0) or home or next(iter(rows.values()), None)


def _fan(request: HttpRequest) -> Fan:
    assert isinstance(request.user, Fan)
    return request.user


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


@page_of("orders.period")
def period_page(id_: int, viewer: Viewer) -> str:
    return _place(queries.debtors_of([id_], []), viewer)


@page_of("orders.quote")
def quote_page(id_: int, viewer: Viewer) -> str:
    return _place(queries.debtors_of([], [id_]), viewer)


def _place(found: dict[str, tuple[int, str]], viewer: Viewer) -> str:
    """One's own services, else the desk's list."""
    if any(fan_id == viewer.fan_id for fan_id, _number in found.values()):
        return reverse("site:services")
    return reverse("desk:services") if viewer.may("orders.see") else reverse("site:services")


urlpatterns = [
    path("services", services, name="services"),
    path("services/<int:service_id>/take", take, name="take_service"),
    path("services/repairs", ask_repair, name="ask_repair"),
    path("services/<str:number>/end", end, name="end_service"),
    path("services/<str:number>/pay", pay, name="pay_service"),
    path("services/<str:number>/answer", answer, name="answer_quote"),
]
