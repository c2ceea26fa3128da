"""Taxes of single countries of a market at the desk: what is sent there is taxed as that country says."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import record, tried
from fanloop.desk.guard import needs
from fanloop.desk.markets import TaxForm
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.people.markets import actions, queries
from fanloop.people.markets.queries import CountryRate, Market

REASONS = {
    "": "—",
    "VATEX-EU-132": gettext_lazy("of public interest, article 132"),
    "VATEX-EU-143": gettext_lazy("imports, article 143"),
    "VATEX-EU-148": gettext_lazy("ships and aircraft, article 148"),
    "VATEX-EU-151": gettext_lazy("embassies and forces, article 151"),
    "VATEX-EU-D": gettext_lazy("second-hand means of transport"),
    "VATEX-EU-F": gettext_lazy("second-hand goods, margin scheme"),
    "VATEX-EU-I": gettext_lazy("works of art, margin scheme"),
    "VATEX-EU-J": gettext_lazy("antiques, margin scheme"),
}
"""Codes of the list VATEX that may stand beside category E."""


class CountryForm(TaxForm):
    """A country, its rate and the day it begins; a reason where nothing is taxed."""

    field_order = ["country", "tax", "valid_from", "exempt", "words"]
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=gettext_lazy("Country"), help_text=gettext_lazy("Two letters, such as FR.")
    )
    valid_from = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}))
    exempt = forms.ChoiceField(
        label=gettext_lazy("Exempt, because"), choices=list(REASONS.items()), required=False,
        help_text=gettext_lazy("For a rate of 0 alone; the code goes into the invoice's data."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("The same in words, for the invoice"), max_length=200, required=False
    )


def part(market: Market, form: CountryForm | None = None) -> dict[str, Any]:
    """What the market's page of taxes shows of its countries."""
    rows = [
        (row, row.rate_bp / 100, row.words or (REASONS.get(row.exempt, "") if row.exempt else ""))
        for row in queries.country_history(market)
    ]
    today = clock.now().date()
    return {"countries": rows, "country_form": form or CountryForm(initial={"valid_from": today}, prefix="c")}


@needs("markets.edit")
@require_POST
def country_tax(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a country's rate; the page says what was wrong with it."""
    market = queries.market(code)
    if market is None:
        raise Http404
    form = CountryForm(request.POST, prefix="c")
    row = (
        tried(form, lambda: _plan(request, market, form), actions.Refused, field="country")
        if form.is_valid()
        else None
    )
    if row is not None:
        messages.success(request, _("The rate is kept. Orders sent there from that day on are taxed at it."))
    else:
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join(wrong))
    return redirect("desk:taxes", code=code)


def _plan(request: HttpRequest, market: Market, form: CountryForm) -> CountryRate:
    said = form.cleaned_data
    row = actions.plan_country_tax(
        market=market, country=said["country"], tax_rate_bp=form.basis_points, valid_from=said["valid_from"],
        exempt=said["exempt"], words=said["words"], at=clock.now(),
    )  # fmt: skip
    record(
        request, "markets.country_tax", ref(market), country=row.country, rate_bp=row.rate_bp,
        valid_from=said["valid_from"].isoformat(),
    )  # fmt: skip
    return row


urlpatterns = [path("markets/<slug:code>/taxes/countries", country_tax, name="country_tax")]
