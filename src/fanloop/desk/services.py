"""Services and repairs at the desk: what is offered, who has it, what a repair costs, and that it is done."""

from typing import ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.prices import pass_price
from fanloop.desk.shelf import MarketForm
from fanloop.desk.tongues import Said, SaidForm
from fanloop.foundation import clock
from fanloop.foundation.money import Money, MoneyError
from fanloop.foundation.money import read as read_money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.markets import queries as markets
from fanloop.selling.orders.actions import Refused, repairs
from fanloop.selling.orders.actions import services as actions
from fanloop.selling.orders.queries import services as queries
from fanloop.selling.orders.queries.service_papers import papers_of_services
from fanloop.selling.orders.queries.services import Mending

STATES: dict[str, str | Promise] = {
    "asked": gettext_lazy("waits for a price"),
    "quoted": gettext_lazy("waits for the fan"),
    "accepted": pgettext_lazy("of a repair", "accepted"),
    "declined": pgettext_lazy("of a repair", "declined"),
    "done": pgettext_lazy("of a repair", "done"),
}
KINDS = (("subscription", gettext_lazy("Subscription")), ("warranty", gettext_lazy("Longer warranty")))


class ServiceForm(SaidForm, MarketForm):
    """A service at a price in a market; offered again under its short name, the new price holds for new contracts."""

    said: ClassVar[dict[str, Said]] = {
        "name": Said(gettext_lazy("Name"), at_most=80, is_needed=True),
        "words": Said(gettext_lazy("In one sentence"), at_most=300, is_needed=True),
    }
    code = forms.SlugField(label=gettext_lazy("Short name"), max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    months = forms.IntegerField(
        label=gettext_lazy("Months of one period"), min_value=1, max_value=120, initial=1
    )


@needs("orders.see")
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    return _listed(request, ServiceForm())


@needs("campaigns.open")
@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    form = ServiceForm(request.POST)
    done = tried(form, lambda: _offer(request, form), Refused) if form.is_valid() else None
    if done is None:
        return _listed(request, form, status=422)
    messages.success(request, _("It is offered from now on."))
    return redirect("desk:services")


@needs("orders.inspect")
@require_POST
def quote(request: HttpRequest, number: str) -> HttpResponse:
    """Say what a repair costs; an empty price is a repair we stand behind."""
    found = _repair(request, number)
    market, text = found.row.shipped.shipment.order.market, request.POST.get("price", "").strip()

    def act() -> None:
        try:
            minor = read_money(text, market.currency).minor if text else 0
        except MoneyError:
            raise Refused(
                _("“%(text)s” is no price in %(currency)s.") % {"text": text, "currency": market.currency}
            ) from None
        words, by = request.POST.get("words", ""), member_of(request)
        repairs.quote_repair(repair=found.row, minor=minor, words=words, by=by, at=clock.now())
        record(request, "repairs.quote", ref(found.row), minor=minor)

    if told(request, act, Refused):
        messages.success(request, _("The fan reads it now."))
    return redirect("desk:services")


@needs("orders.inspect")
@require_POST
def finish(request: HttpRequest, number: str) -> HttpResponse:
    found = _repair(request, number)

    def act() -> None:
        repairs.finish_repair(repair=found.row, by=member_of(request), at=clock.now())
        record(request, "repairs.finish", ref(found.row))

    if told(request, act, Refused):
        messages.success(request, _("%(number)s is done.") % {"number": number})
    return redirect("desk:services")


@needs("orders.inspect")
@require_POST
def end(request: HttpRequest, number: str) -> HttpResponse:
    """End a contract for its fan, on the same terms."""
    found = queries.contract(number, viewer=viewer_of(request))
    if found is None:
        raise Http404

    def act() -> None:
        actions.end_service(contract=found.row, by=member_of(request).fan, at=clock.now())
        record(request, "services.end", ref(found.row))

    if told(request, act, Refused):
        messages.success(request, _("Ended."))
    return redirect("desk:services")


def _offer(request: HttpRequest, form: ServiceForm) -> queries.Service:
    said = form.cleaned_data
    market = markets.market(said["market"])
    assert market is not None
    minor = said["price_minor"] or 0
    pass_price(variant_id=None, minor=minor, currency=market.currency, refused=Refused)
    row = actions.offer_service(
        code=said["code"], kind=said["kind"], name=form.words(), words=form.words("words"), market=market,
        minor=minor, months=said["months"], by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "services.offer", ref(row), code=row.code, market=market.code, minor=row.minor)
    return row


def _repair(request: HttpRequest, number: str) -> Mending:
    found = queries.repair(number, viewer=viewer_of(request))
    if found is None:
        raise Http404
    return found


def _listed(request: HttpRequest, form: ServiceForm, status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    mine, mends = queries.contracts(viewer), queries.repairs(viewer)
    papers = papers_of_services([each.row.id for each in mine], [each.row.id for each in mends])
    page = {
        "form": form,
        "offers": [(each, read(each.name), Money(each.minor, each.market.currency)) for each in queries.services()],
        "contracts": [(each, read(each.row.service.name), papers.get(("contract", each.row.id), [])) for each in mine],
        "repairs": [(each, STATES[each.state], papers.get(("repair", each.row.id), [])) for each in mends],
        "may_offer": viewer.may("campaigns.open"), "may_inspect": viewer.may("orders.inspect"),
    }  # fmt: skip
    return render(request, "desk/services/services.html", page, status=status)


urlpatterns = [
    path("services", services, name="services"),
    path("services/offer", offer, name="offer_service"),
    path("services/<str:number>/quote", quote, name="quote_repair"),
    path("services/<str:number>/done", finish, name="finish_repair"),
    path("services/<str:number>/end", end, name="end_service"),
]
