"""A price that follows an address or a tax number is said, with what becomes of the money, on whatever page it followed."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.paid import underpaid
from fanloop.selling.payments.queries import paid
from fanloop.ui.words import money


def say_price(request: HttpRequest, order: Order, before: int) -> None:
    """Nothing is said where it costs what it cost `before`, in minor units."""
    if order.total_minor == before:
        return
    total = money(order.total_minor, order.currency)
    messages.info(request, _("The price is %(total)s now.") % {"total": total})
    if order.total_minor > before and order.id in underpaid([order.id]):
        messages.info(request, _("It is packed when the rest has come. Pay it on this page."))
    elif order.total_minor < before and paid([ref(order)])[ref(order)] >= order.total_minor:
        messages.info(request, _("What you paid too much goes back the way it came."))
