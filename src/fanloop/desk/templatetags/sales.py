"""`{% load sales %}`: goals, prices and content of campaigns, for the desk's pages."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from fanloop.foundation.money import Money
from fanloop.foundation.text.translated import read
from fanloop.selling.campaigns.queries import Offer, price
from fanloop.selling.campaigns.queries.crowd import Goal
from fanloop.selling.campaigns.queries.prices import PriceStep, step_price
from fanloop.ui.words import figure
from fanloop.ui.words import money as money_words

register = template.Library()


@register.filter
def content(words: Mapping[str, str]) -> str:
    """Content in the reader's language."""
    return read(words)


@register.filter
def goal_amount(amount: int, goal: Goal) -> str:
    """An amount in the unit of a goal."""
    if goal.unit == "money":
        return money_words(amount, goal.currency)
    return _("%(n)s pieces") % {"n": figure(amount)}


@register.filter
def offer_price(offer: Offer) -> Money:
    return price(offer)


@register.filter
def step_amount(step: PriceStep) -> Money:
    return step_price(step)
