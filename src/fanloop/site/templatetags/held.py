"""`{% load held %}`: until when the piece of an order is held, where it is not certain yet."""

from datetime import datetime

from django import template

from fanloop.selling.campaigns.queries.drops import held_until
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.keeping import kept_until, rule
from fanloop.ui.words import span

register = template.Library()


@register.simple_tag
def piece_held_until(order: Order) -> datetime | None:
    """The end of the hold, of a drop or of the shelf; None for an order whose place is kept by the ordinary rule."""
    return held_until(order) or kept_until(order)


@register.simple_tag
def shelf_keeping() -> dict[str, str]:
    """How long what is ordered from the shelf is kept for who pays by card, and by transfer, in words."""
    now = rule()
    return {"card": span(now.card), "transfer": span(now.transfer)}
