"""Prices that change on a day said before. Who ordered keeps the price of that moment; the line carries it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.pledging import lock
from fanloop.selling.campaigns.models import Offer, PriceStep
from fanloop.selling.campaigns.rules.price import is_offer
from fanloop.selling.campaigns.rules.refusals import Refused

__all__ = ["apply_price_steps", "plan_price_step"]


@transaction.atomic
def plan_price_step(
    *, offer: Offer, price_minor: int, starts_at: datetime, by: Member | None, at: datetime
) -> PriceStep:
    """Say that an offer costs something else from `starts_at` on. Said again for that moment, the first stands.

    Raises Refused for a moment that is not ahead or after the end, and for a price below the deposit.
    """
    campaign = lock(offer.campaign)
    if not at < starts_at < campaign.closes_at:
        raise Refused(_("A price changes on a day that is still ahead, and before the campaign ends."))
    if not is_offer(price=price_minor, deposit=offer.deposit_minor):
        raise Refused(_("Give a price that is not below the deposit."))
    return PriceStep.objects.get_or_create(
        offer=offer, starts_at=starts_at, defaults={"price_minor": price_minor, "by": by, "at": at}
    )[0]


@transaction.atomic
def apply_price_steps(*, at: datetime, campaign: int | None = None) -> int:
    """Let every price whose moment has come take force, in order; return how many did.

    Offers are locked first, so that two workers apply a step once and an order sees the old price or the new.
    """
    due = PriceStep.objects.filter(
        Q(offer__campaign=campaign) if campaign else Q(), done_at=None, starts_at__lte=at
    )
    offers = {
        row.id: row
        for row in Offer.objects.select_for_update(no_key=True)
        .filter(id__in=due.values("offer"))
        .order_by("id")
    }
    steps = list(due.filter(offer__in=offers).order_by("starts_at", "id"))
    for step in steps:
        offer = offers[step.offer_id]
        step.old_minor, step.done_at, offer.price_minor = offer.price_minor, at, step.price_minor
    Offer.objects.bulk_update(offers.values(), ["price_minor"])
    PriceStep.objects.bulk_update(steps, ["old_minor", "done_at"])
    return len(steps)
