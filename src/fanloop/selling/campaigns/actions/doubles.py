"""A piece of a drop is taken back from who got it by another's card, door or name. In public, with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.drawing import replace_winner
from fanloop.selling.campaigns.actions.drops import lock
from fanloop.selling.campaigns.facts import WinnerReplaced
from fanloop.selling.campaigns.models import Drop, Replacement, TakenBack, Winner
from fanloop.selling.campaigns.queries import campaign_of_book
from fanloop.selling.campaigns.queries.doubles import claim_of
from fanloop.selling.campaigns.rules.fairness import Reason
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.queries import Order
from fanloop.selling.stock import actions as stock

WHY = gettext_noop("the rules of the drop were not kept")


@transaction.atomic
def take_back(
    *, drop: Drop, order: Order, reason: Reason, words: str, by: Member, at: datetime
) -> TakenBack | Replacement:
    """Who was drawn is replaced by the next rank; from everybody else the piece goes to whoever waits or comes.

    The order is cancelled and all of its money goes back. Taken back again, the first time stands. Raises Refused
    without words and for an order of something else, and (orders.Refused) for one that is packed.
    """
    claim, campaign = claim_of(order), campaign_of_book(order.book)
    if claim is None or campaign is None or campaign.id != drop.campaign_id:
        raise Refused(_("This order is none of this drop's."))
    if winner := Winner.objects.select_related("place__entry__drop").filter(claim=claim).first():
        return replace_winner(winner=winner, reason=reason, words=words, by=by, at=at)
    if not words.strip():
        raise Refused(_("Say why. The reason is counted in public, your words stay at the desk."))
    lock(drop)
    if known := TakenBack.objects.filter(claim=claim).first():
        return known
    row = TakenBack.objects.create(
        drop=drop, claim_id=claim, reason=reason, words=words.strip()[:500], by=by, at=at
    )
    orders.cancel(order=order, by=None, at=at, why=WHY)
    stock.release(claims=[claim], at=at, why="taken back")
    bus.publish(WinnerReplaced(ref(drop), reason), at=at)
    return row
