"""`{% load told %}`: what a page tells machines about itself: its one address, its feed, what it is."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from fanloop.foundation.money import exponent
from fanloop.foundation.text.translated import read
from fanloop.selling.campaigns import queries as campaigns
from fanloop.site import structured
from fanloop.site.atom import root_of

register = template.Library()
_KEPT = ("tab", "view", "line", "when", "about", "page")
"""What makes another page of a list; anything else in an address shows the same page."""
_ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


@register.simple_tag(takes_context=True)
def canonical(context: template.Context) -> str:
    """The one address of this page; nothing where the request is not known or found nowhere."""
    request: HttpRequest | None = context.get("request")
    if request is None or request.resolver_match is None:
        return ""
    kept = {
        name: request.GET[name]
        for name in _KEPT
        if request.GET.get(name) and (name, request.GET[name]) != ("page", "1")
    }
    return f"{root_of(request)}{request.path}{'?' if kept else ''}{urlencode(kept)}"


@register.simple_tag(takes_context=True)
def feed_of_page(context: template.Context) -> str:
    """The address of this page's own feed, if it has one."""
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    if request is None or match is None or match.app_name != "site":
        return ""
    if match.url_name == "needs" and not request.GET.get("board"):
        tab = request.GET.get("tab", "")
        return reverse("site:needs_atom") + (f"?{urlencode({'tab': tab})}" if tab else "")
    if match.url_name == "fridays":
        line = context.get("line")
        return reverse("site:fridays_atom") + (f"?line={line.slug}" if line else "")
    if match.url_name in {"launches", "launch"}:
        return reverse("site:launches_atom")
    row = context.get("row")
    if match.url_name == "need" and (row is None or row.need.board_id):
        return ""
    own = {"space": "space_atom", "topic": "topic_atom", "need": "need_atom", "train": "train_atom"}.get(
        match.url_name or ""
    )
    return reverse(f"site:{own}", kwargs=match.kwargs) if own else ""


@register.simple_tag(takes_context=True)
def structured_data(context: template.Context) -> SafeString:
    """What this page is, as JSON-LD. A data block runs nothing; the nonce is there for policies that ask for it anyway."""
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    held, draw = _DRAWN.get(match.view_name, ("", None)) if match else ("", None)
    if request is None or draw is None or held not in context:
        return mark_safe("")
    data = draw({str(name): value for name, value in context.flatten().items()}, request)
    nonce = getattr(request, "csp_nonce", "")
    return (
        format_html('<script type="application/ld+json" nonce="{}">{}</script>', nonce, in_script(data))
        if data
        else mark_safe("")
    )


def in_script(data: Mapping[str, Any]) -> SafeString:
    """JSON that no words in it can end: the signs of HTML are written by their numbers."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 -- escaped here


def _topic(page: Mapping[str, Any], request: HttpRequest) -> dict[str, Any]:
    first, root = page["first"], root_of(request)
    if not first.body or first.is_hidden:
        return {}
    here = root + request.path
    return structured.topic(
        page["title"],
        first,
        list(page["page"].object_list),
        page["best"],
        count=page["topic"].replies_count,
        page=here,
        root=root,
    )


def _event(page: Mapping[str, Any], request: HttpRequest) -> dict[str, Any]:
    return structured.event(page["row"], page=root_of(request) + request.path, maker=_maker(page))


def _campaign(page: Mapping[str, Any], request: HttpRequest) -> dict[str, Any]:
    row = page["campaign"]
    prices = [campaigns.price(offer) for offer in campaigns.offers(row.id)]
    told = sorted({(_digits(price.minor, price.currency), price.currency) for price in prices})
    return structured.offer(
        read(row.title), read(row.words), told, closes_at=row.closes_at, is_open=page["progress"].phase == "open",
        page=root_of(request) + request.path, maker=_maker(page),
    )  # fmt: skip


def _digits(minor: int, currency: str) -> str:
    places = exponent(currency)
    return f"{minor / 10**places:.{places}f}"


def _maker(page: Mapping[str, Any]) -> str:
    maker = page.get("maker")
    return maker.name if maker else "Fanloop"


_DRAWN: dict[str, tuple[str, Callable[[Mapping[str, Any], HttpRequest], dict[str, Any]]]] = {
    "site:topic": ("first", _topic), "site:event": ("row", _event), "site:campaign": ("campaign", _campaign),
}  # fmt: skip
"""By address: what the view hands over, missing where the page says that there is no such thing, and who draws it."""
