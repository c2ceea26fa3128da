"""The promised days move, in the open: a row with its reason and author, and every fan who waits is told once."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.pledging import lock
from fanloop.selling.campaigns.facts import PromiseMoved
from fanloop.selling.campaigns.models import Campaign, PromiseChange
from fanloop.selling.campaigns.queries.promises import promise_of
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.queries import Order, book_of
from fanloop.selling.orders.queries.sums import waiting_fans

__all__ = ["leave", "move_promise"]


@transaction.atomic
def move_promise(
    *,
    campaign: Campaign,
    first: date,
    last: date,
    because: str,
    by: Member,
    at: datetime,
    packed_about: date | None = None,
) -> PromiseChange:
    """Promise other days, and say why. Moved to the days that stand already, nothing happens again.

    Raises Refused without a reason, for days in the wrong order, and for days that are over.
    """
    row = lock(campaign)
    if (row.promise_from, row.promise_to) == (first, last):
        if known := PromiseChange.objects.filter(campaign=row).last():
            return known
        raise Refused(_("These are the days that are promised already."))
    if not because.strip():
        raise Refused(_("Say why. Everybody who waits reads it."))
    if last < first or last < at.date():
        raise Refused(_("The promise ends on or after the day it begins, and not in the past."))
    change = PromiseChange.objects.create(
        campaign=row, old_from=row.promise_from, old_to=row.promise_to, new_from=first, new_to=last,
        because=because.strip()[:500], by=by, at=at,
    )  # fmt: skip
    Campaign.objects.filter(id=row.id).update(
        promise_from=first, promise_to=last, packed_about=packed_about or row.packed_about
    )
    trail.because(ref(change), {ref(row): None}, at=at)
    _tell(row, change, at)
    return change


def _tell(campaign: Campaign, change: PromiseChange, at: datetime) -> None:
    book = book_of(ref(campaign))
    assert book is not None
    days = (change.new_to - change.old_to).days
    said = {
        "title": campaign.title,
        "first": change.new_from.isoformat(),
        "last": change.new_to.isoformat(),
        "because": change.because,
    }
    notify(
        waiting_fans(book.id), kind="order_promise_later" if days > 0 else "order_promise_moved",
        data=said, about=ref(campaign), at=at, key_prefix=f"promise:{change.id}",
    )  # fmt: skip
    bus.publish(PromiseMoved(ref(campaign), ref(book), days), at=at)


def leave(*, order: Order, by: Fan, at: datetime) -> None:
    """Step out because the promise slipped: free until the box is on its way, also after it was picked.

    Raises Refused when the promise that this order was placed on still stands, or when it has left.
    """
    promise = promise_of(order)
    if promise is None or not promise.has_slipped:
        raise Refused(_("The promise this order was placed on still stands."))
    why = gettext_noop("the promised days have slipped")
    orders.cancel(order=order, by=by, at=at, why=why, slipped=True)
