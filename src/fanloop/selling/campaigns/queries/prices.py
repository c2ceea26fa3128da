"""Prices said ahead."""

from datetime import datetime

from fanloop.foundation.money import Money
from fanloop.selling.campaigns.models import PriceStep

__all__ = ["PriceStep", "price_steps", "step_price"]


def price_steps(campaign_id: int, at: datetime, *, market: int | None = None) -> list[PriceStep]:
    """Prices that are still to change, the next one first."""
    rows = PriceStep.objects.select_related("offer__variant", "offer__market", "offer__tier")
    ahead = rows.filter(offer__campaign=campaign_id, starts_at__gt=at, done_at=None)
    return list((ahead.filter(offer__market=market) if market else ahead).order_by("starts_at", "offer_id"))


def step_price(step: PriceStep) -> Money:
    return Money(step.price_minor, step.offer.currency)
