"""`{% load rates %}`: markets whose currency nobody knows the worth of today, said wherever that is decided."""

from typing import Any

from django import template

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.people.markets.queries import worths
from fanloop.people.team.queries import base_currency
from fanloop.selling.orders.queries.papers import without_rate

register = template.Library()


@register.inclusion_tag("desk/markets/no_rate.html")
def no_rate_today(*, link: bool = True) -> dict[str, Any]:
    """A loud line for each currency without a rate of the day, and how many orders have none; nothing when all is known."""
    base = base_currency()
    every = worths(base, on=clock.now().date()) if base else []
    missing = [each for each in every if not each.is_fresh]
    rows = [(each, ", ".join(read(market.name) for market in each.markets)) for each in missing]
    return {"rows": rows, "orders": without_rate(base), "link": link}
