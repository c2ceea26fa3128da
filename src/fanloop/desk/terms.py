"""What each bought part costs, from whom, how soon and in which packs; and how many lie on the shelf."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import record, tried
from fanloop.desk.guard import needs
from fanloop.desk.planning_rules import RuleForm, form_of, kept
from fanloop.foundation import clock, money
from fanloop.foundation.money import Money
from fanloop.foundation.refs import ref
from fanloop.making.supply import actions, queries
from fanloop.making.supply.queries import Terms
from fanloop.people.markets import queries as markets
from fanloop.people.partners import queries as partners
from fanloop.people.team import queries as team
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Part

PAGE, DIGITS, PLACES = 50, 14, 4


class TermsForm(forms.Form):
    """What a supplier quoted for one part."""

    partner = forms.TypedChoiceField(label=gettext_lazy("Supplier"), coerce=int)
    price = forms.CharField(label=gettext_lazy("Price of one"), max_length=20)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    lead_weeks = forms.IntegerField(label=gettext_lazy("Weeks until it is here"), min_value=0, max_value=156)
    lot = forms.DecimalField(
        label=gettext_lazy("Sold in packs of"),
        min_value=Decimal("0.0001"),
        initial=1,
        max_digits=DIGITS,
        decimal_places=PLACES,
    )
    minimum = forms.DecimalField(
        label=gettext_lazy("At least"), min_value=0, initial=0, max_digits=DIGITS, decimal_places=PLACES
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        firms = [(str(firm.id), firm.name) for firm in partners.partners("supplier")]
        choices = {
            "partner": [("", _("choose one")), *firms],
            "currency": [(code, code) for code in _currencies()],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the price in its currency."""
        said: dict[str, Any] = super().clean() or {}
        if {"price", "currency"} <= said.keys():
            try:
                said["minor"] = money.read(said["price"], said["currency"]).minor
            except money.MoneyError:
                shown = {"text": said["price"], "currency": said["currency"]}
                self.add_error("price", _("“%(text)s” is no price in %(currency)s.") % shown)
            else:
                if not 0 <= said["minor"] < 10**15:
                    self.add_error("price", _("A price is not below zero, and not that high."))
        return said


class CountForm(forms.Form):
    """How many were counted on the shelf."""

    prefix = "count"
    quantity = forms.DecimalField(
        label=gettext_lazy("Counted on the shelf"), min_value=0, max_digits=16, decimal_places=4
    )


def _currencies() -> list[str]:
    maker = team.maker()
    held = [*(maker.currencies if maker else []), *(market.currency for market in markets.markets())]
    return list(dict.fromkeys(held)) or ["EUR"]


@dataclass(frozen=True)
class Row:
    """One bought part with the terms that hold and the newest count, where there are any."""

    part: Part
    terms: Terms | None
    stock: str
    stock_is_assumed: bool

    @property
    def price(self) -> Money | None:
        return Money(self.terms.price_minor, self.terms.currency) if self.terms else None

    @property
    def lot(self) -> str:
        return queries.quantity_words(self.terms.lot, self.part.unit) if self.terms else ""

    @property
    def minimum(self) -> str:
        return queries.quantity_words(self.terms.minimum, self.part.unit) if self.terms else ""


def _rows(parts: list[Part]) -> list[Row]:
    ids = [part.id for part in parts]
    terms, counted = queries.current_terms(ids), queries.on_hand(ids)
    return [_row(part, terms.get(part.id), counted.get(part.id)) for part in parts]


def _row(part: Part, terms: Terms | None, held: Any) -> Row:
    stock = queries.quantity_words(held.quantity, part.unit) if held else ""
    return Row(part, terms, stock, bool(held and held.assumed))


def _bought(text: str = "") -> tuple[list[Part], int]:
    """Bought parts, those without a supplier first, and how many these are."""
    known = queries.parts_with_terms()
    found = products.bought_parts(text=text.replace("\0", ""))
    missing = [part for part in found if part.id not in known]
    return [*missing, *(part for part in found if part.id in known)], len(missing)


@needs("supply.plan")
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found, missing = _bought(text)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = {"rows": _rows(list(page)), "page": page, "missing": missing, "q": text}
    return render(
        request, "desk/supply/terms.html", shown | {"has_suppliers": bool(partners.partners("supplier"))}
    )


def _show(
    request: HttpRequest,
    part: Part,
    *,
    form: TermsForm | None = None,
    count: CountForm | None = None,
    rule: RuleForm | None = None,
) -> HttpResponse:
    [row] = _rows([part])
    page = {
        "part": part,
        "row": row,
        "form": form or TermsForm(initial=_said(row.terms)),
        "count_form": count or CountForm(),
        "rule_form": rule or form_of(part),
        "has_suppliers": bool(partners.partners("supplier")),
    }
    return render(request, "desk/supply/part_terms.html", page, status=422 if form or count or rule else 200)


def _said(held: Terms | None) -> dict[str, Any]:
    if held is None:
        return {"currency": _currencies()[0]}
    price = f"{Money(held.price_minor, held.currency).major:f}"
    same = {name: getattr(held, name) for name in ("currency", "lead_weeks")}
    amounts = {name: f"{getattr(held, name).normalize():f}" for name in ("lot", "minimum")}
    return {"partner": held.partner_id, "price": price, **same, **amounts}


@needs("supply.plan")
@require_safe
def part_terms(request: HttpRequest, part_id: int) -> HttpResponse:
    return _show(request, _part(part_id))


@needs("supply.plan")
@require_POST
def set_terms(request: HttpRequest, part_id: int) -> HttpResponse:
    """A quote; it holds over any assumption. The next page is the next part that nobody supplies."""
    part, form = _part(part_id), TermsForm(request.POST)
    if not form.is_valid() or not tried(form, lambda: _quote(request, part, form), actions.Refused):
        return _show(request, part, form=form)
    messages.success(request, _("%(part)s has its terms.") % {"part": part.name})
    return _next() if request.POST.get("then") == "next" else redirect("desk:part_terms", part.id)


def _quote(request: HttpRequest, part: Part, form: TermsForm) -> int:
    said = form.cleaned_data
    firm = partners.partner(said["partner"])
    assert firm is not None
    quote = actions.NewTerms(
        part=part, partner=firm, price_minor=said["minor"], currency=said["currency"],
        lead_weeks=said["lead_weeks"], lot=said["lot"], minimum=said["minimum"],
    )  # fmt: skip
    record(
        request,
        "supply.terms",
        ref(part),
        supplier=firm.name,
        price=str(Money(said["minor"], said["currency"])),
    )
    return actions.set_terms(terms=[quote], at=clock.now())


def _next() -> HttpResponse:
    found, missing = _bought()
    return redirect("desk:part_terms", found[0].id) if missing else redirect("desk:terms")


@needs("supply.plan")
@require_POST
def count_stock(request: HttpRequest, part_id: int) -> HttpResponse:
    part, form = _part(part_id), CountForm(request.POST)

    def act() -> int:
        quantity = form.cleaned_data["quantity"]
        record(request, "supply.count", ref(part), quantity=f"{quantity:f}")
        return actions.count_stock(counts=[actions.StockCount(part, quantity)], at=clock.now())

    if not form.is_valid() or not tried(form, act, actions.Refused, field="quantity"):
        return _show(request, part, count=form)
    messages.success(request, _("Counted. Plans made from now on start from it."))
    return redirect("desk:part_terms", part.id)


@needs("supply.plan")
@require_POST
def set_rule(request: HttpRequest, part_id: int) -> HttpResponse:
    part, form = _part(part_id), RuleForm(request.POST)
    if not kept(request, part, form):
        return _show(request, part, rule=form)
    messages.success(request, _("Kept. Plans made from now on follow it."))
    return redirect("desk:part_terms", part.id)


def _part(part_id: int) -> Part:
    part = products.part(part_id)
    if part is None:
        raise Http404
    return part


urlpatterns = [
    path("supply/terms", terms, name="terms"),
    path("supply/terms/<int:part_id>", part_terms, name="part_terms"),
    path("supply/terms/<int:part_id>/quote", set_terms, name="set_terms"),
    path("supply/terms/<int:part_id>/count", count_stock, name="count_stock"),
    path("supply/terms/<int:part_id>/rule", set_rule, name="set_part_rule"),
]
