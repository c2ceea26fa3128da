"""The ledger follows what orders have earned: what an act changed is booked in the same transaction, under its key."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import pseudonyms
from fanloop.selling.orders.models import Order
from fanloop.selling.orders.queries import revenue as queries
from fanloop.selling.orders.rules.papers import Line
from fanloop.selling.orders.rules.revenue import Amount
from fanloop.selling.payments import actions as payments


def earned_now(order: Order) -> Mapping[Line, Amount]:
    """What each line has earned before an act changes it. The order's row is locked."""
    return queries.earned_of([order.id])[order.id]


def book_change(
    order: Order, before: Mapping[Line, Amount], after: Mapping[Line, Amount], *, key: str, at: datetime
) -> bool:
    """Book the difference, each line by itself; False when it was booked before or nothing changed. Replays earn nothing."""
    parts = [
        after.get(line, Amount()) - before.get(line, Amount())
        for line in sorted(before.keys() | after.keys())
    ]
    changed = [(each.gross, each.tax) for each in parts if each != Amount()]
    if order.replay or not changed:
        return False
    return payments.recognise_parts(
        about=ref(order), parts=changed, currency=order.currency, key=key, at=at,
        party=pseudonyms([order.fan_id]).get(order.fan_id, ""),
    )  # fmt: skip


def book_left_out(*, at: datetime) -> int:
    """Book what left without its revenue, such as boxes of a time before it was booked. How many boxes were."""
    return sum(_book_box(box.id, at=at) for box in queries.left_out())


@transaction.atomic
def _book_box(box_id: int, *, at: datetime) -> bool:
    box = queries.locked_box(box_id)
    ids, place = [box.order_id], box.position
    before, after = queries.earned_of(ids, before=place), queries.earned_of(ids, before=place + 1)
    return book_change(box.order, before[box.order_id], after[box.order_id], key=queries.key_of(box), at=at)
