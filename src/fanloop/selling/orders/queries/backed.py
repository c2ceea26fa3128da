"""Who has put money down here before."""

from django.db.models import Exists, OuterRef

from fanloop.selling.orders.models import Order, OrderState


def has_backed(fan_id: int) -> bool:
    """Whether a fan has an order, in any book, whose deposit or price has come and that was not cancelled since.

    One that is only placed, or pledged before its success, is none yet: it costs nothing, and may lapse.
    """
    came = OrderState.objects.filter(order=OuterRef("pk")).exclude(state__in=("placed", "cancelled"))
    over = OrderState.objects.filter(order=OuterRef("pk"), state="cancelled")
    return Order.objects.filter(Exists(came), ~Exists(over), fan=fan_id).exists()
