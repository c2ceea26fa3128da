"""What one of us changes about an order may change its price; where money has come already, that moves money."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fanloop.desk.acts import viewer_of
from fanloop.foundation.refs import ref
from fanloop.selling.orders import actions
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.untaxed import total_of
from fanloop.selling.payments import queries as payments


@contextmanager
def same_price(request: HttpRequest, order: Order) -> Iterator[None]:
    """All that happens inside, or none: Refused where a paid order would cost another price and who acts may not move money."""
    about = ref(order)
    with transaction.atomic():
        before, has_paid = total_of(order), payments.received([about])[about] > 0
        yield
        is_free = not has_paid or viewer_of(request).may("payments.record")
        if not is_free and total_of(order) != before:
            raise actions.Refused(
                _("It would change the price of a paid order. Ask somebody who may record payments.")
            )
