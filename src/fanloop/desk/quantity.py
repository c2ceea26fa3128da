"""How many to make, at the desk: what each number is expected to bring, and who bears what is left over."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fanloop.desk.acts import viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock, money
from fanloop.foundation.money import Money
from fanloop.foundation.refs import parse
from fanloop.making.demand import queries as demand
from fanloop.making.demand.queries import Forecast
from fanloop.making.supply import actions, queries
from fanloop.making.supply.queries import Asked
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.orders import queries as orders

MOST = 10**12


class QuantityForm(forms.Form):
    """What one piece brings and what one too many or too few costs."""

    price = forms.CharField(
        label=gettext_lazy("One piece brings"),
        max_length=20,
        help_text=gettext_lazy("Without tax, fees and shipping, in the currency parts are bought in."),
    )
    salvage = forms.IntegerField(
        label=gettext_lazy("Material left over is still worth, %"), min_value=0, max_value=99, initial=50
    )
    goodwill = forms.CharField(
        label=gettext_lazy("A fan who goes without costs"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Beyond the sale that is lost. Empty: nothing."),
    )
    wait = forms.IntegerField(
        label=gettext_lazy("Weeks that material can wait"),
        min_value=0,
        max_value=52,
        initial=4,
        help_text=gettext_lazy("What takes longer is ordered before demand is known."),
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("Another number to compare"), min_value=1, max_value=10_000_000, required=False
    )

    def __init__(self, currency: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency

    def clean_price(self) -> int:
        minor = self._read(self.cleaned_data["price"])
        if minor < 1:
            raise forms.ValidationError(_("A piece brings something, or nothing is to be decided."))
        return minor

    def clean_goodwill(self) -> int:
        text = self.cleaned_data["goodwill"]
        return self._read(text) if text else 0

    def _read(self, text: str) -> int:
        try:
            minor = money.read(text, self.currency).minor
        except money.MoneyError:
            shown = {"text": text, "currency": self.currency}
            raise forms.ValidationError(_("“%(text)s” is no price in %(currency)s.") % shown) from None
        if not 0 <= minor < MOST:
            raise forms.ValidationError(_("A price is not below zero, and not that high."))
        return minor


@require_safe
@needs("supply.plan", "supply.approve")
def quantity(request: HttpRequest, forecast_id: int) -> HttpResponse:
    """The question with what is known filled in; answered at once when there is a price."""
    row = demand.forecast(forecast_id)
    if row is None:
        raise Http404
    currency = queries.currency_of(row)
    said = request.GET if "price" in request.GET else _known(row, currency)
    form = QuantityForm(currency, said) if said.get("price") else QuantityForm(currency)
    page: dict[str, Any] = {"forecast": row, "form": form, "currency": currency}
    if form.is_bound and form.is_valid():
        page |= _answer(request, row, form)
    return render(request, "desk/supply/quantity.html", page, status=422 if form.errors else 200)


def _answer(request: HttpRequest, row: Forecast, form: QuantityForm) -> dict[str, Any]:
    said = form.cleaned_data
    asked = Asked(said["price"], Fraction(said["salvage"], 100), said["goodwill"], said["wait"])
    today = clock.now().date()
    monday = today - timedelta(days=today.weekday())
    try:
        found = queries.advice(row, asked, start=monday, viewer=viewer_of(request), also=said["quantity"])
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return {}
    except ValueError:
        form.add_error(None, _("No price of any part is known: set what suppliers ask first."))
        return {}
    return {"advice": found, "rows": [_row(one, form.currency) for one in found.choices] if found else []}


def _row(choice: Any, currency: str) -> dict[str, Any]:
    """A choice with its amounts as money."""
    amounts = ("result", "lost_on_left", "at_worst", "one_more", "one_fewer")
    return {"choice": choice} | {name: Money(round(getattr(choice, name)), currency) for name in amounts}


def _known(row: Forecast, currency: str) -> dict[str, str]:
    """The mean price of the campaign's offers in that currency, without tax; empty where there is none."""
    book = orders.book(parse(row.about).id)
    kind = parse(book.origin) if book else None
    if kind is None or kind.kind != "campaigns.campaign":
        return {}
    offers = [one for one in campaigns.offers(kind.id) if one.currency == currency]
    if not offers:
        return {}
    net = sum(Fraction(one.price_minor * 10_000, 10_000 + one.market.tax_rate_bp) for one in offers)
    price = Money(round(net / len(offers)), currency)
    return {"price": f"{price.major:f}", "salvage": "50", "wait": "4", "goodwill": "", "quantity": ""}


urlpatterns = [path("supply/quantity/<int:forecast_id>", quantity, name="quantity")]
