"""Markets at the desk: where the maker sells, in which currency, and at which tax."""

from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import record, tried
from fanloop.desk.guard import needs
from fanloop.desk.tongues import NamedForm, languages
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.markets import actions, queries
from fanloop.people.markets.queries import Market
from fanloop.people.team import queries as team


class TaxForm(forms.Form):
    """A rate in per cent, to a hundredth."""

    tax = forms.DecimalField(
        label=gettext_lazy("Tax, %"), min_value=0, max_value=100, decimal_places=2, initial=0,
        help_text=gettext_lazy("It is inside every price people see."),
    )  # fmt: skip

    @property
    def basis_points(self) -> int:
        return int(Decimal(self.cleaned_data["tax"]) * 100)


class MarketForm(NamedForm, TaxForm):
    """One more region to sell in."""

    field_order = [
        "code",
        "name_en",
        "name_zh_hans",
        "currency",
        "tax",
        "languages",
        "time_zone",
        "e_invoice",
    ]
    code = forms.RegexField(
        r"^[a-z][a-z0-9-]{1,11}$", label=gettext_lazy("Code"),
        help_text=gettext_lazy("2 to 12 small letters, digits or hyphens, such as eu."),
    )  # fmt: skip
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("Three letters, such as EUR."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), initial="UTC")
    e_invoice = forms.BooleanField(
        label=gettext_lazy("Invoices carry their data inside"), required=False,
        help_text=gettext_lazy("Factur-X: one file that people read and programs too. Some countries ask for it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.order_fields(self.field_order)
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(available_timezones())]  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


def _fresh() -> MarketForm:
    maker = team.maker()
    held = {market.currency for market in queries.markets()}
    currencies = [code for code in (maker.currencies if maker else []) if code not in held]
    return MarketForm(
        initial={"languages": [languages()[0][0]], "currency": (currencies or [""])[0], "tax": 0}
    )


def _show(request: HttpRequest, form: MarketForm, wrong: dict[int, TaxForm] | None = None) -> HttpResponse:
    """`wrong` holds the tax form of the market that could not be changed, with what was typed."""
    tongues, forms_of = dict(languages()), wrong or {}
    rows = [
        (
            one,
            read(one.name),
            [str(tongues.get(tag, tag)) for tag in one.languages],
            forms_of.get(one.id) or TaxForm(initial={"tax": _per_cent(one)}, prefix=one.code),
        )
        for one in queries.markets()
    ]
    status = 422 if form.errors or wrong else 200
    return render(request, "desk/markets/markets.html", {"form": form, "rows": rows}, status=status)


def _per_cent(market: Market) -> str:
    return f"{(Decimal(market.tax_rate_bp) / 100).normalize():f}"


@needs("markets.edit")
def markets(request: HttpRequest) -> HttpResponse:
    """All markets, and the form for one more."""
    if request.method != "POST":
        return _show(request, _fresh())
    form = MarketForm(request.POST)
    market = (
        tried(form, lambda: _open(request, form), actions.Refused, field="code") if form.is_valid() else None
    )
    if market is None:
        return _show(request, form)
    messages.success(request, _("%(name)s is open.") % {"name": read(market.name)})
    return redirect("desk:markets")


def _open(request: HttpRequest, form: MarketForm) -> Market:
    said = form.cleaned_data
    market = actions.open_market(
        code=said["code"], name=form.words(), currency=said["currency"], languages=said["languages"],
        tax_rate_bp=form.basis_points, time_zone=said["time_zone"], e_invoice=said["e_invoice"],
        at=clock.now(),
    )  # fmt: skip
    record(request, "markets.open", ref(market), code=market.code)
    return market


@needs("markets.edit")
@require_POST
def change_tax(request: HttpRequest, code: str) -> HttpResponse:
    """Orders placed from now on; what is ordered keeps the rate it was placed at."""
    market = queries.market(code)
    if market is None:
        raise Http404
    form = TaxForm(request.POST, prefix=market.code)

    def act() -> Market:
        before = market.tax_rate_bp
        changed = actions.change_tax(market=market, tax_rate_bp=form.basis_points, at=clock.now())
        record(request, "markets.tax", ref(market), before_bp=before, after_bp=changed.tax_rate_bp)
        return changed

    if not form.is_valid() or not tried(form, act, actions.Refused, field="tax"):
        return _show(request, _fresh(), {market.id: form})
    said = _("Orders in %(name)s are taxed at %(new)s %% from now on, instead of %(old)s %%.")
    return _changed(
        request, said % {"name": read(market.name), "new": form["tax"].value(), "old": _per_cent(market)}
    )


@needs("markets.edit")
@require_POST
def change_e_invoice(request: HttpRequest, code: str) -> HttpResponse:
    """Invoices drawn from now on; files that were drawn stay as they are."""
    market = queries.market(code)
    if market is None:
        raise Http404
    inside = request.POST.get("inside") == "1"
    with transaction.atomic():
        actions.change_e_invoice(market=market, inside=inside, at=clock.now())
        record(request, "markets.e_invoice", ref(market), before=market.e_invoice, after=inside)
    said = (
        _("Invoices in %(name)s carry their data inside.")
        if inside
        else _("Invoices in %(name)s are plain files.")
    )
    return _changed(request, said % {"name": read(market.name)})


def _changed(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("desk:markets")


urlpatterns = [
    path("markets", markets, name="markets"),
    path("markets/<slug:code>/tax", change_tax, name="change_tax"),
    path("markets/<slug:code>/invoices", change_e_invoice, name="change_e_invoice"),
]
