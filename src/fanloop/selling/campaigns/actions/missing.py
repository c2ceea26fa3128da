"""What somebody wanted of an offer that has not so many, for the log of who came too late."""

from fanloop.selling.campaigns.models import Offer
from fanloop.selling.stock.actions import Miss


def missed(offer: Offer, quantity: int) -> Miss:
    return Miss(offer.pool_id, quantity, (f"products.variant:{offer.variant_id}",))
