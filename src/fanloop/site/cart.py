"""The shelf and the cart. A cart needs no log-in; ordering does, and what was put in before comes along."""

import secrets
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.selling.orders.actions import Refused
from fanloop.selling.orders.actions import carts as actions
from fanloop.selling.orders.queries import carts as queries

_TOKEN, _MARKET = "cart", "market"


class PutForm(forms.Form):
    """How many of an offer; `key` is drawn with the page, so that a form sent twice counts once."""

    quantity = forms.IntegerField(min_value=1, max_value=queries.MOST)
    key = forms.UUIDField()


class SetForm(forms.Form):
    """How many the line shall show; `version` is the line as the page showed it."""

    quantity = forms.IntegerField(min_value=0, max_value=queries.MOST)
    version = forms.IntegerField(min_value=0)


@dataclass(frozen=True)
class Where:
    """The markets of the shelf, and the one shown."""

    markets: list[Market]
    market: Market


@require_safe
def shop(request: HttpRequest) -> HttpResponse:
    """What is on the shelf in one market, with how many are left of each."""
    where = _where(request)
    if where is None:
        return render(request, "site/cart/shop.html", {"rows": []})
    now, row = clock.now(), _cart(request, where.market)
    page = {
        "where": where, "rows": [(each, secrets.token_hex(16)) for each in queries.on_shelf(where.market)],
        "cart": queries.shown(row, market=where.market, at=now),
    }  # fmt: skip
    return render(request, "site/cart/shop.html", page)


@require_POST
def put_in(request: HttpRequest, offer_id: int) -> HttpResponse:
    offer, form = queries.offer(offer_id), PutForm(request.POST)
    if offer is None:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Say how many."))
        return redirect("site:shop")
    request.session[_MARKET] = offer.market.code
    row = _open(request, offer.market)
    said = form.cleaned_data
    try:
        actions.put_in(
            cart=row, offer=offer, pieces=said["quantity"], key=f"put:{row.id}:{said['key']}", at=clock.now()
        )
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect("site:cart")


@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    where = _where(request)
    if where is None:
        return render(request, "site/cart/cart.html", {})
    shown = queries.shown(_cart(request, where.market), market=where.market, at=clock.now())
    numbers = range(1, 11)
    return render(request, "site/cart/cart.html", {"where": where, "cart": shown, "numbers": numbers})


@require_POST
def set_line(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Change a line, or take it out."""
    where, form = _where(request), SetForm(request.POST)
    row = _cart(request, where.market) if where else None
    if row is None or not form.is_valid():
        messages.error(request, _("Say how many."))
        return redirect("site:cart")
    said = form.cleaned_data
    try:
        actions.set_pieces(
            cart=row, offer_id=offer_id, pieces=said["quantity"], version=said["version"], at=clock.now()
        )
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect("site:cart")


@login_required
@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Order what the page showed: `total` is what it said, so that nobody orders what they have not seen."""
    where = _where(request)
    row = _cart(request, where.market) if where else None
    if where is None or row is None:
        messages.error(request, _("Your cart is empty."))
        return redirect("site:cart")
    shown = queries.shown(row, market=where.market, at=clock.now())
    if request.POST.get("total", "") != str(shown.total.minor):
        messages.error(request, _("Your cart was changed elsewhere meanwhile. Look at it again."))
        return redirect("site:cart")
    return _ordered(request, row)


def _ordered(request: HttpRequest, row: queries.Cart) -> HttpResponse:
    assert isinstance(request.user, Fan)
    try:
        order = actions.order_cart(cart=row, fan=request.user, at=clock.now())
    except actions.LinesRefused as problem:
        for words in problem.lines.values():
            messages.error(request, words)
        return redirect("site:cart")
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:cart")
    messages.success(request, _("It is yours. Say where it goes, then pay."))
    return redirect("site:order_address", number=order.number)


def _where(request: HttpRequest) -> Where | None:
    """The market asked for, the last one chosen, the fan's own, or the first that has something on the shelf."""
    markets = queries.shelf_markets()
    by_code = {each.code: each for each in markets}
    own = getattr(request.user, "market_id", None)
    asked = request.GET.get("market", "")
    if asked in by_code:
        request.session[_MARKET] = asked
    codes = (asked, request.session.get(_MARKET, ""), *(each.code for each in markets if each.id == own))
    chosen = next((by_code[code] for code in codes if code in by_code), markets[0] if markets else None)
    return Where(markets, chosen) if chosen else None


def _cart(request: HttpRequest, market: Market) -> queries.Cart | None:
    """The viewer's open cart; what was put in before the log-in joins it here."""
    tokens: dict[str, str] = request.session.get(_TOKEN, {})
    if isinstance(request.user, Fan):
        for token in tokens.values():
            actions.take_over(token=token, fan=request.user, at=clock.now())
        if tokens:
            del request.session[_TOKEN]
        return queries.cart(market=market, fan_id=request.user.id, token="")
    return queries.cart(market=market, fan_id=None, token=tokens.get(market.code, ""))


def _open(request: HttpRequest, market: Market) -> queries.Cart:
    if known := _cart(request, market):
        return known
    fan = request.user if isinstance(request.user, Fan) else None
    fresh = actions.open_cart(market=market, fan=fan, token="", at=clock.now())
    if fan is None:
        request.session[_TOKEN] = {**request.session.get(_TOKEN, {}), market.code: fresh.token}
    return fresh


urlpatterns = [
    path("shop", shop, name="shop"),
    path("shop/<int:offer_id>", put_in, name="put_in_cart"),
    path("cart", cart, name="cart"),
    path("cart/order", place, name="order_cart"),
    path("cart/<int:offer_id>", set_line, name="set_cart_line"),
]
