"""`{% load selling %}`: rows of selling as words and amounts, for the pages where people order and pay."""

from collections.abc import Mapping

from django import template
from django.utils import dateformat
from django.utils.translation import get_language

from fanloop.foundation.money import Money
from fanloop.foundation.text.translated import read
from fanloop.selling.campaigns.queries import Campaign, Offer
from fanloop.selling.campaigns.queries.crowd import Tier
from fanloop.selling.campaigns.rules.tiers import month_of
from fanloop.selling.orders.ports import Checked, price_check
from fanloop.selling.orders.queries import OrderLine
from fanloop.selling.payments.ports import provider
from fanloop.site.order_way import CONDITIONS
from fanloop.things.products.queries import Line

register = template.Library()


@register.filter
def said(words: Mapping[str, str]) -> str:
    """Content in the reader's language."""
    return read(words)


@register.filter
def delivered(tier: Tier, campaign: Campaign) -> str:
    """The month a tier is delivered in, in words; empty where none was said."""
    if tier.months_in is None:
        return ""
    month = month_of(campaign.promise_from, campaign.promise_to, tier.months_in)
    return dateformat.format(month, "Y 年 n 月" if (get_language() or "").startswith("zh") else "F Y")


@register.filter
def line_name(line: Line) -> str:
    return read(line.name)


@register.filter
def price_of(offer: Offer) -> Money:
    return Money(offer.price_minor, offer.currency)


@register.filter
def deposit_of(offer: Offer) -> Money:
    return Money(offer.deposit_minor, offer.currency)


@register.filter
def balance_of(offer: Offer) -> Money:
    return Money(offer.price_minor - offer.deposit_minor, offer.currency)


@register.filter
def cost_of(offer: Offer, checked: Checked) -> Money:
    return Money(checked.cost_minor or 0, offer.currency)


@register.inclusion_tag("site/campaigns/behind.html")
def behind(variant_id: int | None, price: Money) -> dict[str, Money | None]:
    """What stands behind a price; it belongs wherever something is for sale. No variant is a service."""
    cost = price_check(variant_id=variant_id, minor=price.minor, currency=price.currency).cost_minor
    return {"cost": None if cost is None else Money(cost, price.currency)}


@register.filter
def line_total(line: OrderLine, currency: str) -> Money:
    return Money(line.unit_minor * line.quantity, currency)


@register.filter
def at(counts: Mapping[int, int], key: int) -> int:
    """The count under a key, 0 where nothing was counted."""
    return counts.get(key, 0)


@register.filter
def has_own_page(name: str) -> bool:
    """Whether one pays on a page of the provider."""
    return provider(name).capabilities.remote


@register.filter
def way_of(name: str) -> str:
    """A provider's name for people."""
    return provider(name).label()


@register.filter
def condition_words(condition: str) -> str:
    """What was found of a unit that came back."""
    return str(CONDITIONS.get(condition, condition))
