"""Orders that go without tax because a business of another member state gave its number; its digits alone were checked."""

from django.db.models import Exists, OuterRef, QuerySet

from fanloop.foundation.viewer import Viewer
from fanloop.selling.orders.models import Address, Order, OrderLine, OrderState, Shipment
from fanloop.selling.orders.models.papers import Issuer, TaxId
from fanloop.selling.orders.rules.taxes import EU

__all__ = ["TaxId", "by_number", "still_here", "total_of"]


def by_number(*, viewer: Viewer) -> QuerySet[TaxId]:
    """Their numbers with `has_left`: first those of which nothing has left, the newest first. Nothing for who may not see money."""
    seller = Issuer.objects.order_by("-id").values_list("country", flat=True).first()
    if seller is None or not viewer.may("money.see"):
        return TaxId.objects.none()
    abroad = EU - {seller}
    taxed = OrderLine.objects.filter(order=OuterRef("order"), tax_rate_bp__gt=0)
    there = Address.objects.filter(order=OuterRef("order"), kind="delivery", country__in=abroad)
    over = OrderState.objects.filter(order=OuterRef("order"), state="cancelled")
    rows = TaxId.objects.filter(
        ~Exists(taxed), ~Exists(over), Exists(there), country__in=abroad, order__replay=False
    )
    left = Exists(Shipment.objects.filter(order=OuterRef("order")))
    return rows.annotate(has_left=left).select_related("order__fan").order_by("has_left", "-at", "-id")


def still_here(*, viewer: Viewer) -> int:
    """How many of them have not left yet."""
    left = Shipment.objects.filter(order=OuterRef("order"))
    return by_number(viewer=viewer).filter(~Exists(left)).count()


def total_of(order: Order) -> int:
    """What an order costs as it stands in the book now, in minor units."""
    return Order.objects.values_list("total_minor", flat=True).get(id=order.id)
