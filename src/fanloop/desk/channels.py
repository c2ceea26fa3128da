"""Partners who sell for us: their pieces and prices, and the tables of orders they send."""

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

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.orders import STATES
from fanloop.desk.prices import pass_price
from fanloop.foundation import clock
from fanloop.foundation.money import Money, MoneyError
from fanloop.foundation.money import read as read_money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.markets import queries as markets
from fanloop.people.partners import queries as partners
from fanloop.people.partners.rules.kinds import BRAND
from fanloop.selling.orders import actions
from fanloop.selling.orders.queries import channels as queries
from fanloop.selling.orders.queries import sheets
from fanloop.selling.orders.queries.channels import Channel
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Variant
from fanloop.ui.sheet_words import sheet_problem

MOST_BYTES, PAGE = 2_000_000, 50


class ChannelForm(forms.Form):
    """Who sells where, and how many pieces at most."""

    partner = forms.TypedChoiceField(label=gettext_lazy("Partner"), coerce=int)
    market = forms.ChoiceField(label=gettext_lazy("Market"))
    pieces = forms.IntegerField(label=gettext_lazy("Pieces"), min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        firms = [(row.id, row.name) for row in partners.partners(BRAND)]
        self.fields["partner"].choices = firms  # type: ignore[attr-defined]
        self.fields["market"].choices = [(row.code, read(row.name)) for row in markets.markets()]  # type: ignore[attr-defined]


@needs("channels.run", "orders.see")
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    return _listed(request, ChannelForm())


@needs("channels.run")
@require_POST
def open_channel(request: HttpRequest) -> HttpResponse:
    form = ChannelForm(request.POST)
    row = tried(form, lambda: _open(request, form.cleaned_data), actions.Refused) if form.is_valid() else None
    if row is None:
        return _listed(request, form, status=422)
    return redirect("desk:channel", channel_id=row.id)


def _open(request: HttpRequest, said: dict[str, Any]) -> Channel:
    partner, market = partners.partner(said["partner"]), markets.market(said["market"])
    assert partner is not None
    assert market is not None
    row = actions.open_channel(
        partner=partner, market=market, pieces=said["pieces"], by=member_of(request), at=clock.now()
    )
    record(request, "channels.open", ref(partner), market=market.code, pieces=said["pieces"])
    return row


def _listed(request: HttpRequest, form: ChannelForm, status: int = 200) -> HttpResponse:
    rows = [
        (row, queries.room(row), read(row.market.name)) for row in queries.channels(viewer=viewer_of(request))
    ]
    page = {"rows": rows, "form": form, "may_run": viewer_of(request).may("channels.run")}
    return render(request, "desk/channels/channels.html", page, status=status)


@needs("channels.run", "orders.see")
@require_safe
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    return _shown(request, _channel(request, channel_id), {})


@needs("channels.run")
@require_POST
def agree_price(request: HttpRequest, channel_id: int) -> HttpResponse:
    """A price from now on, in the market's currency with the tax inside."""
    row = _channel(request, channel_id)
    variant = products.variant(request.POST.get("sku", ""))
    if variant is None:
        raise Http404
    try:
        money = read_money(request.POST.get("price", ""), row.market.currency)
    except MoneyError as problem:
        messages.error(request, str(problem))
        return redirect("desk:channel", channel_id=row.id)

    if told(request, lambda: _agree(request, row, variant, money), actions.Refused):
        messages.success(
            request, _("%(name)s costs %(price)s from now on.") % {"name": variant.sku, "price": money}
        )
    return redirect("desk:channel", channel_id=row.id)


def _agree(request: HttpRequest, row: Channel, variant: Variant, money: Money) -> None:
    by, at = member_of(request), clock.now()
    pass_price(variant_id=variant.id, minor=money.minor, currency=money.currency, refused=actions.Refused)
    actions.agree_price(channel=row, variant=variant, minor=money.minor, by=by, at=at)
    record(request, "channels.agree_price", ref(row.partner), sku=variant.sku, price=str(money))


@needs("channels.run")
@require_POST
def bring(request: HttpRequest, channel_id: int) -> HttpResponse:
    """A partner's table: read and shown first; placed when it is right. The text stays until it is."""
    row, text = _channel(request, channel_id), _text(request)
    found = queries.check(row, text)
    if request.POST.get("do") != "place" or found.faults:
        return _shown(request, row, {"text": text, "found": found}, status=422 if found.faults else 200)
    placed = actions.place_channel_orders(
        channel=row, asked=found.fresh, by=member_of(request).fan, at=clock.now()
    )
    record(request, "channels.place", ref(row.partner), orders=len(placed.fresh))
    messages.success(request, _("%(count)s orders are placed.") % {"count": len(placed.fresh)})
    return redirect("desk:channel", channel_id=row.id)


def _text(request: HttpRequest) -> str:
    """The table from the field, or from a file, which stands in the field then."""
    file = request.FILES.get("file")
    if file and (file.size or 0) <= MOST_BYTES:
        text: str = file.read().decode("utf-8-sig", errors="replace")
        return text
    return request.POST.get("rows", "")[:MOST_BYTES]


def _shown(request: HttpRequest, row: Channel, more: dict[str, Any], status: int = 200) -> HttpResponse:
    prices = queries.prices_of(row)
    page = Paginator(queries.orders_of_channel(row), PAGE).get_page(request.GET.get("page"))
    found = sheets(page.object_list)
    numbers = queries.references([sheet.order.id for sheet in found])
    context = {
        "channel": row,
        "room": queries.room(row),
        "prices": [(each.variant, Money(each.unit_minor, row.market.currency)) for each in prices.values()],
        "variants": [each for line in products.lines() for each in products.variants(line.id)],
        "page": page,
        "orders": [(sheet, STATES[sheet.state], numbers[sheet.order.id].reference) for sheet in found],
        "may_run": viewer_of(request).may("channels.run"),
        "faults": [
            (each.line, each.column, sheet_problem(each.problem, each.value)) for each in more["found"].faults
        ]
        if "found" in more
        else [],
    }
    return render(request, "desk/channels/channel.html", context | more, status=status)


def _channel(request: HttpRequest, channel_id: int) -> Channel:
    row = queries.channel(channel_id, viewer=viewer_of(request))
    if row is None:
        raise Http404
    return row


urlpatterns = [
    path("channels", channels, name="channels"),
    path("channels/new", open_channel, name="open_channel"),
    path("channels/<int:channel_id>", channel, name="channel"),
    path("channels/<int:channel_id>/prices", agree_price, name="agree_channel_price"),
    path("channels/<int:channel_id>/orders", bring, name="bring_channel_orders"),
]
