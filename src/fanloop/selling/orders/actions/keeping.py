"""What is ordered from the shelf is kept for a while for who pays; then it goes to who waits, and the order is over.

Locks are taken in one order: orders, holds, pools.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.leaving import cancel
from fanloop.selling.orders.models import KeepRule, Order, OrderLine
from fanloop.selling.orders.queries import keeping as queries
from fanloop.selling.orders.queries import present_states
from fanloop.selling.orders.queries.carts import ORIGIN
from fanloop.selling.orders.rules.keeping import kept_until
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock import queries as pools

_LOOK_BACK = timedelta(days=1)


@transaction.atomic
def set_keeping(*, card_minutes: int, transfer_days: int, by: Member | None, at: datetime) -> KeepRule:
    """From now on what is ordered is kept so long. What is kept already stays as it was said.

    Raises Refused for less than five minutes or a day, and for more than a day or fourteen days.
    """
    if not 5 <= card_minutes <= 1_440 or not 1 <= transfer_days <= 14:
        raise Refused(_("Five minutes to a day for cards, one to fourteen days for transfers."))
    return KeepRule.objects.create(card_minutes=card_minutes, transfer_days=transfer_days, by=by, at=at)


def keep_for(*, order: Order, provider: str, at: datetime) -> None:
    """Somebody has chosen a way to pay: what is still kept is kept as long as that way was promised, never shorter.

    Raises Refused once the pieces went back. An order that is no order from the shelf keeps what it has; Refused is
    raised for a transfer that could not come before that is over.
    """
    if not queries.from_shelf([order.id]):
        if provider == queries.BY_HAND and not queries.may_transfer(order, at):
            raise Refused(_("A bank transfer would come after the piece has gone back. Choose another way."))
        return
    claims = queries.claims_of(order)
    until = kept_until(queries.rule(), ordered_at=order.at, at=at, is_transfer=provider == queries.BY_HAND)
    held = pools.holds_of(claims)
    if pools.gone(claims) or (held and not stock.keep(claims=held, until=until, at=at)):
        raise Refused(_("The time to pay is over, and it went back to the shelf. Order it again."))


def own_paid(*, order_ids: Collection[int], at: datetime) -> frozenset[int]:
    """What these orders rest on becomes their fans' own. Returns those whose pieces had gone back before the money came:
    they are cancelled, and the money goes back.
    """
    late = set()
    for order in queries.from_shelf(order_ids):
        claims = queries.claims_of(order)
        if len(stock.confirm(claims=claims, at=at)) < len(claims):
            late.add(order.id)
            cancel(
                order=order, by=None, at=at, why=gettext_noop("the money came after the pieces had gone back")
            )
    return frozenset(late)


@transaction.atomic
def cancel_lapsed(*, pool: int, at: datetime) -> int:
    """Orders from the shelf whose pieces went back because nobody paid in time are over; returns how many."""
    gone = pools.given_back(pool, since=at - _LOOK_BACK)
    lines = OrderLine.objects.filter(claim__in=gone, order__book__origin=ORIGIN)
    states = present_states(lines.values_list("order", flat=True))
    over = Order.objects.filter(id__in=[id_ for id_, state in states.items() if state == "placed"])
    for order in over.order_by("id"):
        cancel(
            order=order, by=None, at=at, why=gettext_noop("not paid while it was kept"), notice="order_lapsed"
        )
    return len(over)
