"""Rates at the desk: a market's taxes with the day they begin, and what currencies were worth."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fanloop.desk import country_taxes, holidays
from fanloop.desk.acts import record, tried
from fanloop.desk.guard import needs
from fanloop.desk.markets import TaxForm
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.markets import actions, queries
from fanloop.people.markets.queries import Market
from fanloop.people.markets.rules.exchange import Quote, QuoteError, read_file
from fanloop.people.team import queries as team
from fanloop.selling.orders.actions import papers as orders

LARGEST = 8 * 1024 * 1024


class PlanForm(TaxForm):
    """A rate and the day it begins."""

    valid_from = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}))


class QuotesForm(forms.Form):
    """A table of exchange rates, or one rate typed in."""

    file = forms.FileField(
        label=gettext_lazy("Table"), required=False, widget=forms.FileInput({"accept": ".csv,.xml,.zip"}), max_length=160,
        help_text=gettext_lazy(
            "As the European Central Bank publishes it, one day or all: eurofxref.csv, eurofxref-hist.csv, their ZIP or the XML. Days that are known stay as they are."
        ),
    )  # fmt: skip
    currency = forms.RegexField(r"^[A-Za-z]{3}$", label=gettext_lazy("Currency"), required=False)
    day = forms.DateField(label=gettext_lazy("Day"), required=False, widget=forms.DateInput({"type": "date"}))
    rate = forms.DecimalField(
        label=gettext_lazy("One unit of our currency buys"),
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=8,
    )

    def quotes(self, base: str) -> list[Quote]:
        """What was given. Raises QuoteError naming the line of the table that cannot be read."""
        said = self.cleaned_data
        if said["file"]:
            return read_file(said["file"].read(LARGEST), base=base)
        if said["currency"] and said["day"] and said["rate"]:
            return [Quote(base, said["currency"].upper(), said["day"], said["rate"])]
        return []


@needs("markets.edit")
def taxes(request: HttpRequest, code: str) -> HttpResponse:
    """Every rate a market had and will have, and the form for the next."""
    market = queries.market(code)
    if market is None:
        raise Http404
    tomorrow = clock.now().date() + timedelta(days=1)
    is_sent = request.method == "POST"
    form = PlanForm(
        request.POST if is_sent else None, initial={"valid_from": tomorrow, "tax": market.tax_rate_bp / 100}
    )
    if is_sent and form.is_valid() and _planned(request, market, form):
        messages.success(request, _("The rate is kept. Orders from that day on are taxed at it."))
        return redirect("desk:taxes", code=code)
    page = {
        "market": market,
        "name": read(market.name),
        "form": form,
        "rows": [(row, row.rate_bp / 100) for row in queries.tax_history(market)],
    } | country_taxes.part(market)
    return render(request, "desk/markets/taxes.html", page, status=422 if form.errors else 200)


def _planned(request: HttpRequest, market: Market, form: PlanForm) -> bool:
    return tried(form, lambda: _plan(request, market, form), actions.Refused, field="valid_from") is not None


def _plan(request: HttpRequest, market: Market, form: PlanForm) -> Market:
    begins = form.cleaned_data["valid_from"]
    row = actions.plan_tax(market=market, tax_rate_bp=form.basis_points, valid_from=begins, at=clock.now())
    record(request, "markets.tax", ref(market), rate_bp=form.basis_points, valid_from=begins.isoformat())
    return row


@needs("markets.edit")
def exchange(request: HttpRequest) -> HttpResponse:
    """What currencies of our markets are worth; orders keep the rate of their day."""
    base = team.base_currency()
    is_sent = request.method == "POST"
    form = QuotesForm(request.POST, request.FILES) if is_sent else QuotesForm()
    if is_sent and form.is_valid() and _keep(request, form, base):
        return redirect("desk:exchange")
    page = {"form": form, "base": base, "rows": queries.worths(base, on=clock.now().date())}
    return render(request, "desk/markets/exchange.html", page, status=422 if form.errors else 200)


def _keep(request: HttpRequest, form: QuotesForm, base: str) -> bool:
    try:
        quotes = form.quotes(base)
    except QuoteError as wrong:
        said = {"line": wrong.line, "what": wrong.what[:60]}
        form.add_error("file", _("Line %(line)s: “%(what)s” is no exchange rate. Nothing was kept.") % said)
        return False
    if not quotes:
        form.add_error(None, _("Give a table, or a currency with its day and rate."))
        return False
    source = form.cleaned_data["file"].name if form.cleaned_data["file"] else "desk"
    new = actions.keep_quotes(quotes=quotes, source=source, at=clock.now())
    record(request, "markets.exchange", "", rates=new, source=source)
    messages.success(request, ngettext("%(n)s rate is new.", "%(n)s rates are new.", new) % {"n": new})
    if filled := orders.fill_snapshots(base=base, at=clock.now()):
        words = ngettext("%(n)s order has its rate now.", "%(n)s orders have their rate now.", filled)
        messages.success(request, words % {"n": filled})
    return True


urlpatterns = [
    path("markets/<slug:code>/taxes", taxes, name="taxes"),
    path("exchange", exchange, name="exchange"),
    *country_taxes.urlpatterns,
    *holidays.urlpatterns,
]
