"""A pledge becomes another before the end: another tier, another variant, more or fewer, or another way to pay."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan, pseudonyms
from fanloop.selling.campaigns.actions import Refused, Wish, preorder_set, refusal
from fanloop.selling.campaigns.actions.pledging import lock
from fanloop.selling.campaigns.actions.word_of_mouth import keep_credit
from fanloop.selling.campaigns.models import Offer, Pledge
from fanloop.selling.campaigns.queries.crowd import outcome_of
from fanloop.selling.campaigns.queries.running import takes_pledges
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries as order_queries
from fanloop.selling.orders.queries import Order
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments.queries.plans import times_left

__all__ = ["change_pledge", "leave_way", "pay_pledge_with"]


@transaction.atomic
def change_pledge(*, order: Order, offer: Offer, quantity: int, by: Fan, at: datetime, key: str) -> Order:
    """Pledge for something else instead; return the new order. The fan's place in the queue stays.

    The old order ends and the new one stands in one transaction: refused, nothing has changed. The same `key`
    returns the same order. Raises Refused in words a fan can act on.
    """
    campaign = lock(offer.campaign)
    if known := order_queries.ids_by_source([key]).get(key):
        return order_queries.by_id(known)
    pledge = _running(order, at)
    if pledge.offer.campaign_id != campaign.id:
        raise Refused(_("This belongs to another campaign."))
    orders.cancel(order=order, by=by, at=at, why=gettext_noop("changed by the fan"), notice="")
    wish = Wish(by.id, offer.id, quantity, key)
    placed = preorder_set(
        campaign=campaign, wishes=[wish], at=at, provider=pledge.provider, places={key: order.place}
    )
    if why := placed.refused.get(key):
        raise Refused(refusal(why, campaign))
    Pledge.objects.filter(order=placed.orders[key]).update(instead_of=pledge)
    keep_credit(order=order, instead=placed.orders[key])
    return order_queries.by_id(placed.orders[key])


@transaction.atomic
def pay_pledge_with(*, order: Order, provider: str, at: datetime) -> Pledge:
    """Note another way to pay for the day of success. Raises Refused when nothing waits to be charged."""
    pledge = _running(order, at)
    pledge.provider = provider
    pledge.save(update_fields=["provider"])
    return pledge


def leave_way(*, order: Order, at: datetime) -> str:
    """Ask the fan to leave the chosen way to pay for the day of success; the reference to begin with.

    Asked again on the same day, it is the same asking until it was answered; pages of card firms stay open for a
    day. Raises Refused when nothing waits to be charged.
    """
    with transaction.atomic():
        pledge = _running(order, at)
        party = pseudonyms([order.fan_id])[order.fan_id]
        key = f"pledge:{order.id}:{pledge.provider}:{times_left(ref(order))}:{at:%Y%m%d}"
        setup = payments.save_method(about=ref(order), party=party, provider=pledge.provider, key=key, at=at)
    return setup.reference


def _running(order: Order, at: datetime) -> Pledge:
    pledge = (
        Pledge.objects.select_for_update(no_key=True, of=("self",))
        .select_related("offer__campaign")
        .filter(order=order)
        .first()
    )
    state = order_queries.present_states([order.id])[order.id]
    if pledge is None or state != "placed" or not takes_pledges(pledge.offer.campaign, at):
        raise Refused(_("This pledge cannot be changed any more."))
    if outcome_of(pledge.offer.campaign_id):
        raise Refused(_("This pledge cannot be changed any more."))
    return pledge
