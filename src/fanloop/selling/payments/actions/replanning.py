"""An order costs another amount before it is shipped: its plan follows, and what came too much goes back."""

from datetime import datetime

from django.db import transaction

from fanloop.selling.payments.actions.asking import withdraw_asked
from fanloop.selling.payments.actions.booking import locked
from fanloop.selling.payments.actions.returning import give_back_part
from fanloop.selling.payments.models import Due, Payment
from fanloop.selling.payments.queries import dues, left_of, paid

__all__ = ["replan"]


@transaction.atomic(savepoint=False)
def replan(*, about: str, total: int, why: str, at: datetime) -> int:
    """The rows of a plan sum to `total` from now on: its last rows become smaller, or its last one larger.

    What is asked for now is asked no more, so that nobody pays the old amount; what came beyond the new total goes
    back by the way it came, the latest first. Returns how much that is. Planned again, nothing happens again.
    """
    rows = dues([about])[about]
    difference = total - sum(row.minor for row in rows)
    if not difference or not rows:
        return 0
    withdraw_asked(abouts=[about], at=at)
    _follow(rows, difference)
    return _give_back(about, max(paid([about])[about] - total, 0), why, at)


def _follow(rows: list[Due], difference: int) -> None:
    for row in reversed(rows):
        new = max(row.minor + difference, 0)
        difference -= new - row.minor
        if new:
            Due.objects.filter(id=row.id).update(minor=new)
        else:
            Due.objects.filter(id=row.id).delete()
        if not difference:
            return


def _give_back(about: str, surplus: int, why: str, at: datetime) -> int:
    ids = list(Payment.objects.filter(about=about).order_by("-id").values_list("id", flat=True))
    found = {each.payment.id: each.payment for each in locked(ids)}
    left, sent = left_of(ids), 0
    for id_ in ids:
        part = min(left[id_], surplus - sent)
        if part > 0:
            give_back_part(payment=found[id_], minor=part, why=why, at=at)
            sent += part
    return sent
