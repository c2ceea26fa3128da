"""Who is billed for an order, changed by one of us: with a reason its fan reads, written down, and before the invoice."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fanloop.desk.acts import member_of, record
from fanloop.desk.guard import needs
from fanloop.desk.same_price import same_price
from fanloop.desk.sending import order_of
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.selling.orders import actions
from fanloop.selling.orders.actions.billing import rebill
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.logistics import way
from fanloop.selling.orders.queries.papers import tax_id
from fanloop.selling.orders.rules.addresses import FIELDS, form_of
from fanloop.selling.orders.rules.addresses import order_of as fields_of
from fanloop.ui.postal import BillingForm, country_choices, country_of


class RebillForm(BillingForm):
    """Who is billed, and why it changes."""

    because = forms.CharField(
        label=gettext_lazy("Why it changes"), max_length=300,
        help_text=gettext_lazy("The fan reads it, with your name."),
    )  # fmt: skip


@needs("orders.readdress")
@require_http_methods(["GET", "POST"])
def billing(request: HttpRequest, number: str) -> HttpResponse:
    order = order_of(request, number)
    said = _said(order)
    asked = request.POST.get("country") or request.GET.get("other") or request.GET.get("country") or ""
    country = country_of(asked or str(said.get("country", "")), order.market.code)
    own = form_of(country)
    form = RebillForm(
        request.POST or None, country=country, names=fields_of(country), required=own.required, sample=own.sample,
        autofill="", initial=said | {"country": country},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _changed(request, order, form):
        return redirect("desk:order", number=number)
    page = {"order": order, "form": form, "country": country, "countries": country_choices(country)}
    return render(request, "desk/orders/billing.html", page, status=422 if form.errors else 200)


def _said(order: Order) -> dict[str, Any]:
    known, number = way(order), tax_id(order)
    stands = known.billing or known.delivery
    said: dict[str, Any] = {"country": stands.country} if stands else {}
    said |= {name: getattr(known.billing, name) for name in FIELDS} if known.billing else {}
    return said | ({"tax_country": number.country, "tax_number": number.number} if number else {})


def _changed(request: HttpRequest, order: Order, form: RebillForm) -> bool:
    """The audit keeps who and why; who is billed stays in the order alone."""
    said = form.cleaned_data
    try:
        with same_price(request, order):
            rebill(
                order=order, country=said["country"], values=form.address, tax=form.tax, because=said["because"],
                by=member_of(request), at=clock.now(),
            )  # fmt: skip
            record(request, "orders.rebill", ref(order), order=order.number, because=said["because"])
    except actions.AddressRefused as problem:
        form.say(problem.fields)
        return False
    except actions.Refused as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, _("Changed, and its fan knows."))
    return True


urlpatterns = [path("orders/<str:number>/billing", billing, name="rebill")]
