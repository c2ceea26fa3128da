"""Money goes back for what came back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.entering import enter, tell
from fanloop.selling.orders.models import Order
from fanloop.selling.orders.queries.logistics import in_state
from fanloop.selling.orders.queries.returns import owed_minor, paid_in, with_replacements
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money

CAME_BACK = gettext_noop("it came back")


def send_back(*, order: Order, minor: int, key: str, by: Member | None, at: datetime) -> int:
    """Send `minor` units of what was paid back, the newest payment first; returns what could be sent.

    What a provider cannot send by itself waits for a person at the desk. The same key sends nothing twice.
    """
    about = ref(order)
    ids = [each.payment.id for each in money.payments([about])[about] if each.state == "paid"]
    left, rest = money.left_of(ids), minor
    for id_ in reversed(ids):
        part = min(rest, left[id_])
        if part > 0:
            payments.refund_part(payment=id_, minor=part, key=f"{key}:{id_}", why=CAME_BACK, by=by, at=at)
            rest -= part
    return minor - rest


@transaction.atomic
def note_refunded(*, orders: Collection[int], at: datetime) -> int:
    """Orders that came back enter `refunded` once all that is owed has left the house; returns how many.

    Pieces that came for nothing are paid back in the order the first ones were paid in.
    """
    rows = list(in_state("returned").filter(id__in=with_replacements(orders)))
    owed = owed_minor([row.id for row in rows])
    gone = [row.id for row in rows if owed[row.id] and _has_left(paid_in(row))]
    enter(gone, "refunded", at=at)
    tell(gone, "order_refunded", at=at)
    return len(gone)


def _has_left(order: Order) -> bool:
    return _kept(order) <= order.total_minor - owed_minor([order.id])[order.id]


def _kept(order: Order) -> int:
    about = ref(order)
    ids = [each.payment.id for each in money.payments([about])[about]]
    return sum(each.kept for each in money.sums_of(ids).values())
