"""`{% load promises %}`: a pledge and a promise on the page of an order, and amounts of a goal."""

from typing import Any

from django import template

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.selling.campaigns.queries.crowd import (
    Goal,
    charges_of,
    goal_of,
    outcome_of,
    pledge_of,
    saved_way,
    saves,
)
from fanloop.selling.campaigns.queries.prices import PriceStep, step_price
from fanloop.selling.campaigns.queries.promises import promise_of
from fanloop.selling.campaigns.queries.running import takes_pledges
from fanloop.selling.campaigns.rules.ladder import ends
from fanloop.selling.orders.queries import Sheet
from fanloop.site.campaign_page import moment_of
from fanloop.site.crowd import amount_words
from fanloop.site.orders import ways

register = template.Library()


@register.filter
def as_goal(amount: int, goal: Goal) -> str:
    """An amount in the unit of a goal."""
    return amount_words(goal, amount)


@register.filter
def step_amount(step: PriceStep) -> Money:
    """What an offer costs from that day on."""
    return step_price(step)


@register.inclusion_tag("site/campaigns/pledge_of_order.html", takes_context=True)
def pledge_of_order(context: template.Context, sheet: Sheet) -> dict[str, Any]:
    """Where a pledge stands and what can be done with it; nothing for an order of another kind."""
    pledge = pledge_of(sheet.order.id)
    if pledge is None:
        return {"pledge": None}
    campaign = pledge.offer.campaign
    outcome = outcome_of(campaign.id)
    return {
        "now": context.get("now"),
        "csrf_token": context.get("csrf_token"),
        "pledge": pledge,
        "sheet": sheet,
        "campaign": campaign,
        "goal": goal_of(campaign.id),
        "outcome": outcome,
        "until": ends(outcome.at) if outcome else None,
        "tries": charges_of(pledge),
        "can_save": saves(pledge),
        "saved": saved_way(pledge),
        "can_change": sheet.is_pledge and outcome is None and takes_pledges(campaign, clock.now()),
        "ways": ways(Money(0, sheet.order.currency)),
    }


@register.inclusion_tag("site/campaigns/promise_of_order.html", takes_context=True)
def promise_of_order(context: template.Context, sheet: Sheet) -> dict[str, Any]:
    """What was promised to an order, how it moved, and about when its place comes."""
    over = sheet.state in {"cancelled", "shipped", "delivered", "returned", "refunded", "replaced"}
    promise = promise_of(sheet.order)
    return {
        "now": context.get("now"),
        "csrf_token": context.get("csrf_token"),
        "sheet": sheet,
        "promise": None if over else promise,
        "moments": [moment_of(each) for each in promise.since] if promise else [],
    }
