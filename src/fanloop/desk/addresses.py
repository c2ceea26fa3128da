"""Where an order goes, changed by one of us: with a reason its fan reads, written down, and only until it is picked."""

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
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.doors import same_door
from fanloop.selling.orders.queries.logistics import Way, way
from fanloop.selling.orders.rules.addresses import FIELDS, form_of
from fanloop.selling.orders.rules.addresses import order_of as fields_of
from fanloop.ui.postal import PostalForm, country_choices, country_of


class ReaddressForm(PostalForm):
    """An address as its country writes it, and why it changes."""

    because = forms.CharField(
        label=gettext_lazy("Why it changes"), max_length=300,
        help_text=gettext_lazy("The fan reads it, with your name."),
    )  # fmt: skip

    def __init__(self, *args: Any, country: str, **more: Any) -> None:
        form = form_of(country)
        names, sample = fields_of(country), form.sample
        super().__init__(
            *args, country=country, names=names, required=form.required, sample=sample, autofill="", **more
        )


@needs("orders.readdress")
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, number: str) -> HttpResponse:
    """The form follows the country, which is chosen first and needs no script."""
    order = order_of(request, number)
    known = way(order)
    country = _country(request, order, known)
    form = ReaddressForm(request.POST or None, country=country, initial=_said(known, country))
    if request.method == "POST" and form.is_valid() and _changed(request, order, form):
        return redirect("desk:order", number=number)
    page = {
        "order": order, "form": form, "country": country, "countries": country_choices(country),
        "same_door": same_door(order),
    }  # fmt: skip
    return render(request, "desk/orders/address.html", page, status=422 if form.errors else 200)


def _changed(request: HttpRequest, order: Order, form: ReaddressForm) -> bool:
    try:
        with same_price(request, order):
            is_new = _change(request, order, form)
    except actions.AddressRefused as problem:
        form.say(problem.fields)
        return False
    except actions.Refused as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, _("Changed, and its fan knows.") if is_new else _("It goes there already."))
    return True


def _change(request: HttpRequest, order: Order, form: ReaddressForm) -> bool:
    """The audit keeps who and why; where somebody lives stays in the order alone."""
    said = form.cleaned_data
    is_new = actions.readdress(
        order=order, country=said["country"], values=form.address, because=said["because"],
        by=member_of(request), at=clock.now(),
    )  # fmt: skip
    if is_new:
        record(request, "orders.readdress", ref(order), order=order.number, because=said["because"])
    return is_new


def _country(request: HttpRequest, order: Order, known: Way) -> str:
    """What the form says, what was chosen above it, what stands already, what the market suggests."""
    asked = request.POST.get("country") or request.GET.get("other") or request.GET.get("country") or ""
    said = known.delivery.country if known.delivery else ""
    return country_of(asked or said, order.market.code)


def _said(known: Way, country: str) -> dict[str, object]:
    said: dict[str, object] = {"country": country}
    return said | ({name: getattr(known.delivery, name) for name in FIELDS} if known.delivery else {})


urlpatterns = [path("orders/<str:number>/address", address, name="readdress")]
