"""The shelf at the desk: how many pieces, at which price in which market, and what sending costs."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.guard import needs
from fanloop.desk.prices import pass_price
from fanloop.foundation import clock
from fanloop.foundation.money import Money, MoneyError
from fanloop.foundation.money import read as read_money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.markets import queries as markets
from fanloop.selling.orders.actions import Refused
from fanloop.selling.orders.actions import shelf as actions
from fanloop.selling.orders.actions.keeping import set_keeping
from fanloop.selling.orders.queries import carts as queries
from fanloop.selling.orders.queries import keeping
from fanloop.selling.orders.queries.logistics import free_units
from fanloop.selling.orders.queries.shelf_line import lengths
from fanloop.selling.stock import queries as stock
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Variant


class MarketForm(forms.Form):
    """A market, and an amount in its currency."""

    market = forms.ChoiceField(label=gettext_lazy("Market"))
    price = forms.CharField(label=gettext_lazy("Price"), max_length=20)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [(row.code, f"{read(row.name)} ({row.currency})") for row in markets.markets()]
        self.fields["market"].choices = rows  # type: ignore[attr-defined]

    def amount(self, name: str, said: dict[str, Any]) -> None:
        """Read an amount in the market's currency into `NAME_minor`; None for an empty one."""
        market = markets.market(said.get("market", ""))
        text = said.get(name, "")
        said[f"{name}_minor"] = None
        if market is None or not text:
            return
        try:
            said[f"{name}_minor"] = read_money(text, market.currency).minor
        except MoneyError:
            self.add_error(
                name,
                _("“%(text)s” is no price in %(currency)s.") % {"text": text, "currency": market.currency},
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        self.amount("price", said)
        return said


class PriceForm(MarketForm):
    """A variant at a price in a market."""

    sku = forms.ChoiceField(label=gettext_lazy("Variant"))
    limit = forms.IntegerField(
        label=gettext_lazy("How many a person can have"), min_value=1, max_value=99, initial=3
    )
    field_order = ("sku", "market", "price", "limit")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sku"].choices = _variants()  # type: ignore[attr-defined]
        self.fields["price"].label = _("Price of one, tax inside")


class PiecesForm(forms.Form):
    """So many more pieces of a variant; fewer when below zero."""

    sku = forms.ChoiceField(label=gettext_lazy("Variant"))
    pieces = forms.IntegerField(
        label=gettext_lazy("How many more"), min_value=-100_000, max_value=100_000,
        help_text=gettext_lazy("A number below zero takes free pieces down."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sku"].choices = _variants()  # type: ignore[attr-defined]


class ShippingForm(MarketForm):
    """What sending costs in a market, and from which sum on it is free."""

    free_from = forms.CharField(label=gettext_lazy("Free from"), max_length=20, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["price"].label = _("Sending costs, tax inside")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.amount("free_from", said)
        return said


class KeepForm(forms.Form):
    """How long an order from the shelf is kept for who pays."""

    card = forms.IntegerField(
        label=gettext_lazy("Minutes to pay by card"), min_value=5, max_value=1_440,
        help_text=gettext_lazy("From the order on. Who is on the card page gets ten minutes more, up to twice the time."),
    )  # fmt: skip
    transfer = forms.IntegerField(
        label=gettext_lazy("Days for a bank transfer"), min_value=1, max_value=14,
        help_text=gettext_lazy("From the moment on at which somebody chooses a transfer."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        now = keeping.rule()
        said = {"card": now.card // timedelta(minutes=1), "transfer": now.transfer.days}
        super().__init__(*args, **{"initial": said, **more})


FORMS: dict[str, type[forms.Form]] = {
    "pieces": PiecesForm, "price": PriceForm, "shipping": ShippingForm, "keep": KeepForm,
}  # fmt: skip


@needs("campaigns.open", "orders.see")
@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    return _listed(request)


@needs("campaigns.open")
@require_POST
def stock_up(request: HttpRequest) -> HttpResponse:
    """Put made pieces on the shelf; the page says how many are free, a typed number decides."""
    return _tried(request, "pieces", _stock_up)


@needs("campaigns.open")
@require_POST
def price(request: HttpRequest) -> HttpResponse:
    return _tried(request, "price", _price)


@needs("campaigns.open")
@require_POST
def shipping(request: HttpRequest) -> HttpResponse:
    return _tried(request, "shipping", _shipping)


@needs("campaigns.open")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    return _tried(request, "keep", _keep)


@needs("campaigns.open")
@require_POST
def take_down(request: HttpRequest, offer_id: int) -> HttpResponse:
    """It is sold no more here; what was ordered stays ordered."""
    row = queries.offer(offer_id)
    if row is None:
        raise Http404

    def act() -> None:
        actions.take_down(offer=row, at=clock.now())
        record(request, "shelf.down", ref(row))

    if told(request, act, Refused):
        messages.success(request, _("It is off the shelf."))
    return redirect("desk:shelf")


def _tried(request: HttpRequest, name: str, act: Any) -> HttpResponse:
    form = FORMS[name](request.POST, prefix=name)
    if form.is_valid() and tried(form, lambda: act(request, form.cleaned_data), Refused) is not None:
        messages.success(request, _("Kept."))
        return redirect("desk:shelf")
    return _listed(request, {name: form}, status=422)


def _stock_up(request: HttpRequest, said: dict[str, Any]) -> stock.Pool:
    variant = _variant(said["sku"])
    pool = actions.stock_up(variant=variant, pieces=said["pieces"], at=clock.now())
    record(request, "shelf.pieces", ref(variant), pieces=said["pieces"])
    return pool


def _price(request: HttpRequest, said: dict[str, Any]) -> queries.ShelfOffer:
    variant, market = _variant(said["sku"]), markets.market(said["market"])
    pool = stock.pool_of(f"{queries.ORIGIN}:{variant.id}")
    assert market is not None
    if pool is None:
        raise Refused(_("Put pieces on the shelf first."))
    minor = said["price_minor"] or 0
    pass_price(variant_id=variant.id, minor=minor, currency=market.currency, refused=Refused)
    row = actions.put_on_shelf(
        variant=variant, market=market, pool=pool, unit_minor=minor, limit=said["limit"],
        by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "shelf.price", ref(row), sku=variant.sku, market=market.code, minor=row.unit_minor)
    return row


def _shipping(request: HttpRequest, said: dict[str, Any]) -> Any:
    market = markets.market(said["market"])
    assert market is not None
    row = actions.price_shipping(
        market=market, minor=said["price_minor"] or 0, free_from_minor=said["free_from_minor"],
        by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "shelf.shipping", ref(market), minor=row.minor, free_from=row.free_from_minor)
    return row


def _keep(request: HttpRequest, said: dict[str, Any]) -> Any:
    row = set_keeping(
        card_minutes=said["card"], transfer_days=said["transfer"], by=member_of(request), at=clock.now()
    )
    record(request, "shelf.keep", ref(row), minutes=row.card_minutes, days=row.transfer_days)
    return row


def _listed(
    request: HttpRequest, forms_: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    free = free_units()
    every = products.variants_by_ids(free)
    rows, waiting = queries.on_shelf(), lengths()
    page = {
        "rows": [
            (
                row, read(row.offer.variant.name), read(row.offer.market.name),
                waiting.get((row.offer.variant_id, row.offer.market_id), 0),
            )
            for row in rows
        ],
        "free": [(read(every[id_].name), every[id_].sku, count) for id_, count in sorted(free.items()) if count > 0],
        "sending": [
            (read(market.name), Money(cost.minor, market.currency), _money(cost.free_from_minor, market.currency))
            for market in markets.markets()
            if (cost := queries.shipping_price(market))
        ],
        "forms": {name: kind(prefix=name) for name, kind in FORMS.items()} | (forms_ or {}),
    }  # fmt: skip
    return render(request, "desk/shelf/shelf.html", page, status=status)


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _variants() -> list[tuple[str, str]]:
    """Also those that are made no more: their last pieces and their spare things are sold here."""
    rows = [each for line in products.lines() for each in products.every_variant(line.id)]
    return [(row.sku, f"{read(row.name)} ({row.sku})") for row in rows]


def _variant(sku: str) -> Variant:
    found = products.variant(sku)
    assert found is not None
    return found


urlpatterns = [
    path("shelf", shelf, name="shelf"),
    path("shelf/pieces", stock_up, name="shelf_pieces"),
    path("shelf/prices", price, name="shelf_price"),
    path("shelf/shipping", shipping, name="shelf_shipping"),
    path("shelf/keeping", keep, name="shelf_keeping"),
    path("shelf/<int:offer_id>/down", take_down, name="shelf_down"),
]
