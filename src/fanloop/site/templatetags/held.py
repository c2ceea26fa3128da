"""`{% load held %}`: until when the piece of an order is held, where it is not certain yet."""

from datetime import datetime

from django import template

from fanloop.selling.campaigns.queries.drops import held_until
from fanloop.selling.orders.queries import Order

register = template.Library()


@register.simple_tag
def piece_held_until(order: Order) -> datetime | None:
    """The end of the hold; None for an order whose place is kept by the ordinary rule."""
    return held_until(order)
