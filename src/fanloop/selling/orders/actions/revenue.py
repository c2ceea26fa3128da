"""The ledger follows what orders have earned: what an act changed is booked in the same transaction, under its key."""

from collections.abc import Mapping, Sequence
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
    lines = sorted(before.keys() | after.keys())
    parts = [after.get(line, Amount()) - before.get(line, Amount()) for line in lines]
    return not order.replay and _book(ref(order), order.fan_id, order.currency, parts, key=key, at=at)


def book_service(
    about: str,
    *,
    key: str,
    at: datetime,
    before: Amount = Amount(),  # noqa: B008 -- it is frozen
) -> bool:
    """Book what a period or a repair (a reference) has earned since `before`, under its key, once."""
    now = queries.service(about)
    return _book(about, now.fan_id, now.currency, [now.earned - before], key=key, at=at)


def _book(about: str, fan_id: int, currency: str, parts: Sequence[Amount], *, key: str, at: datetime) -> bool:
    changed = [(each.gross, each.tax) for each in parts if each != Amount()]
    party = pseudonyms([fan_id]).get(fan_id, "")
    return bool(changed) and payments.recognise_parts(
        about=about, parts=changed, currency=currency, key=key, at=at, party=party
    )


def book_left_out(*, at: datetime) -> int:
    """Book what left without its revenue, such as boxes of a time before it was booked. How many boxes were."""
    return sum(_book_box(box.id, at=at) for box in queries.left_out())


@transaction.atomic
def _book_box(box_id: int, *, at: datetime) -> bool:
    box = queries.locked_box(box_id)
    ids, place = [box.order_id], box.position
    before, after = queries.earned_of(ids, before=place), queries.earned_of(ids, before=place + 1)
    return book_change(box.order, before[box.order_id], after[box.order_id], key=queries.key_of(box), at=at)
