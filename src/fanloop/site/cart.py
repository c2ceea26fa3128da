"""The shelf and the cart. A cart needs no log-in; ordering does, and what was put in before comes along."""

import secrets
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.people.team.queries import base_currency
from fanloop.selling.orders.actions import Refused
from fanloop.selling.orders.actions import carts as actions
from fanloop.selling.orders.actions import shelf_line as waiting
from fanloop.selling.orders.queries import carts as queries
from fanloop.selling.orders.queries import shelf_line
from fanloop.site import too_late
from fanloop.site.links import page_of

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
    rows = queries.on_shelf(where.market)
    places = shelf_line.places([each.offer for each in rows], request.user.pk)
    page = {
        "where": where,
        "rows": [
            (each, secrets.token_hex(16), places[each.offer.id], shelf_line.asked(each.offer.variant_id))
            for each in rows
        ],
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


@login_required
@require_POST
def stand(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Wait for what the shelf has no more of."""
    offer, said = queries.offer(offer_id), request.POST.get("quantity", "")
    if offer is None:
        raise Http404
    many = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 1
    try:
        waiting.wait(offer=offer, fan=_me(request), quantity=many, at=clock.now())
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, _("You are in line. When it is your turn we write to you, and hold it for a day.")
        )
    return redirect("site:shop")


@login_required
@require_POST
def take(request: HttpRequest, wait_id: int) -> HttpResponse:
    """Order what is held for the viewer; where it goes is said next."""
    try:
        order = waiting.take(wait=_wait(request, wait_id), fan=_me(request), at=clock.now())
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:shop")
    messages.success(request, _("It is yours. Say where it goes, then pay."))
    return redirect("site:order_address", number=order.number)


@login_required
@require_POST
def leave(request: HttpRequest, wait_id: int) -> HttpResponse:
    """Step out, or let go what is held: one press."""
    how = waiting.leave(wait=_wait(request, wait_id), fan=_me(request), at=clock.now())
    said = {
        "left": _("You left the line."),
        "declined": _("It goes to the next one. Thank you for saying so."),
    }
    messages.success(request, said.get(how, _("It is over already.")))
    return redirect("site:shop")


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
        too_late.note(problem, request.user, "cart")
        for words in problem.lines.values():
            messages.error(request, words)
        return redirect("site:cart")
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:cart")
    messages.success(request, _("It is yours. Say where it goes, then pay."))
    return redirect("site:order_address", number=order.number)


def _wait(request: HttpRequest, wait_id: int) -> shelf_line.ShelfWait:
    """The viewer's own place; everybody else's is not there."""
    found = shelf_line.wait_by_id(wait_id)
    if found is None or found.fan_id != request.user.pk:
        raise Http404
    return found


def _me(request: HttpRequest) -> Fan:
    assert isinstance(request.user, Fan)
    return request.user


@page_of("orders.shelf_offer")
def shelf_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- the shelf is public
    return reverse("site:shop")


def _where(request: HttpRequest) -> Where | None:
    """The market asked for, the last one chosen, the fan's own, or one of the maker's own currency."""
    markets = queries.shelf_markets()
    by_code = {each.code: each for each in markets}
    own = getattr(request.user, "market_id", None)
    asked = request.GET.get("market", "")
    if asked in by_code:
        request.session[_MARKET] = asked
    homes = (each.code for each in markets if each.currency == base_currency())
    codes = (
        asked,
        request.session.get(_MARKET, ""),
        *(each.code for each in markets if each.id == own),
        *homes,
    )
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
    path("shop/<int:offer_id>/line", stand, name="stand_on_shelf"),
    path("shop/line/<int:wait_id>/take", take, name="take_from_line"),
    path("shop/line/<int:wait_id>/leave", leave, name="leave_shelf_line"),
    path("cart", cart, name="cart"),
    path("cart/order", place, name="order_cart"),
    path("cart/<int:offer_id>", set_line, name="set_cart_line"),
]
