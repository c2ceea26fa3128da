"""The promised days move, in the open: a row with its reason and author, and every fan who waits is told once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import parse, ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.pledging import lock
from fanloop.selling.campaigns.facts import PromiseMoved
from fanloop.selling.campaigns.models import Campaign, PromiseChange
from fanloop.selling.campaigns.queries.promises import promise_of
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.actions.placing import lock_book
from fanloop.selling.orders.queries import Book, Order, book_of, by_ids
from fanloop.selling.orders.queries.sums import open_ids, waiting_fans
from fanloop.selling.payments import actions as payments

__all__ = ["follow_packing", "leave", "move_packing", "move_promise"]


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

    What is left to pay moves with it: to `packed_about`, or without one by as many days as the first day does.
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
    packed = packed_about or (row.packed_about and row.packed_about + (first - row.promise_from))
    Campaign.objects.filter(id=row.id).update(promise_from=first, promise_to=last)
    trail.because(ref(change), {ref(row): None}, at=at)
    book = _book(row)
    _tell(row, book, change, _pack(row, book, packed, at) if packed else {}, at)
    return change


@transaction.atomic
def move_packing(*, campaign: Campaign, day: date, because: str, at: datetime) -> int:
    """Say or move the day it is packed, on which the rest is due; the promise stands. Returns how many fans it moves.

    Told to those who have something left to pay. Moved to the same day again, nothing happens. Raises Refused
    without a reason.
    """
    row = lock(campaign)
    if row.packed_about == day:
        return 0
    if not because.strip():
        raise Refused(_("Say why. Everybody who waits reads it."))
    due = _pack(row, _book(row), day, at)
    said = {"title": row.title, "because": because.strip()[:500]}
    key = f"packing:{row.id}:{day.isoformat()}:{at.timestamp()}"
    for when, fans in _by_day(due).items():
        data = said | {"balance_due": when.isoformat()}
        notify(fans, kind="order_balance_day", data=data, about=ref(row), at=at, key_prefix=key)
    return len(due)


@transaction.atomic(savepoint=False)
def follow_packing(*, campaign: Campaign, order_ids: Collection[int], at: datetime) -> None:
    """Orders that were placed while the day of packing moved come along; their book is locked, so none comes later."""
    day = Campaign.objects.values_list("packed_about", flat=True).get(id=campaign.id)
    if day and day != campaign.packed_about:
        payments.move_dues(refs=[f"orders.order:{id_}" for id_ in order_ids], day=day, at=at)


def _book(campaign: Campaign) -> Book:
    book = book_of(ref(campaign))
    assert book is not None  # opened with the campaign
    return lock_book(book)


def _pack(campaign: Campaign, book: Book, day: date, at: datetime) -> dict[int, date]:
    """It is packed on `day`. Returns fan → the day the rest is due on now, for everybody whose day moved."""
    Campaign.objects.filter(id=campaign.id).update(packed_about=day)
    refs = [f"orders.order:{id_}" for id_ in open_ids(book.id)]
    due = payments.move_dues(refs=refs, day=day, at=at)
    rows = [row for row in by_ids([parse(each).id for each in due]) if not row.replay]
    return {row.fan_id: due[ref(row)] for row in rows}


def _by_day(due: Mapping[int, date]) -> dict[date, list[int]]:
    found: dict[date, list[int]] = defaultdict(list)
    for fan_id, day in due.items():
        found[day].append(fan_id)
    return found


def _tell(
    campaign: Campaign, book: Book, change: PromiseChange, due: Mapping[int, date], at: datetime
) -> None:
    """One line for each who waits; who has something left to pay reads in it when that is due."""
    days = (change.new_to - change.old_to).days
    said = {
        "title": campaign.title,
        "first": change.new_from.isoformat(),
        "last": change.new_to.isoformat(),
        "because": change.because,
    }
    kind, key = "order_promise_later" if days > 0 else "order_promise_moved", f"promise:{change.id}"
    for when, fans in _by_day(due).items():
        data = said | {"balance_due": when.isoformat()}
        notify(fans, kind=kind, data=data, about=ref(campaign), at=at, key_prefix=key)
    rest = set(waiting_fans(book.id)) - due.keys()
    notify(rest, kind=kind, data=said, about=ref(campaign), at=at, key_prefix=key)
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
