"""A change that did not help: what it answered is open again by itself, and its makers hear of it first."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as needs
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.confirming import credit_confirmed
from fanloop.releasing.releases.actions.passing import pass_station
from fanloop.releasing.releases.actions.wording import our_words
from fanloop.releasing.releases.facts import ChangeNotFixed
from fanloop.releasing.releases.models import Change, NotFixed, Train, TuesdayStep
from fanloop.releasing.releases.rules.reports import SETTLED, Verdicts, is_not_fixed, is_over
from fanloop.releasing.releases.rules.stations import DEPARTED, REPORTED


@transaction.atomic
def judge(*, train: Train, change_ids: Collection[int], at: datetime) -> list[NotFixed]:
    """Look at what fans say of these changes; call those not fixed that most call so. Each is called so once.

    While the week runs only what is certain counts; when its Tuesday is over, or the train was settled, a majority does.
    """
    left_at = queries.left_at(train.id)
    over = left_at is not None and (
        is_over(left_at, at, queries.zone_of(train.line_id)) or queries.is_settled(train.id)
    )
    told = {
        change_id: found
        for change_id, found in queries.verdicts(change_ids).items()
        if is_not_fixed(found, is_over=over)
    }
    known = set(NotFixed.objects.filter(change__in=told).values_list("change_id", flat=True))
    changes = {row.id: row for row in queries.changes_by_ids(told.keys() - known)}
    return [_call(changes[change_id], train, told[change_id], at) for change_id in sorted(changes)]


@transaction.atomic
def settle(*, train: Train, at: datetime) -> list[NotFixed]:
    """The Tuesday is over: majorities decide from here on. Returns the changes called not fixed now; once a train."""
    _row, is_new = TuesdayStep.objects.get_or_create(train=train, step=SETTLED, defaults={"at": at})
    if not is_new:
        return []
    if queries.station_of(train.id) == DEPARTED:
        pass_station(train=train, station=REPORTED, at=at)
    called = judge(train=train, change_ids=[held.change.id for held in queries.changes_of(train.id)], at=at)
    credit_confirmed(train=train, at=at)
    return called


def _call(change: Change, train: Train, found: Verdicts, at: datetime) -> NotFixed:
    need_ids = queries.needs_behind([change.id])[change.id]
    row, is_new = NotFixed.objects.get_or_create(
        change=change,
        defaults={"train": train, "yes": found.yes, "no": found.no, "needs": need_ids, "at": at},
    )
    if not is_new:
        return row
    trail.because(ref(row), {ref(change): None}, at=at)
    for need_id in need_ids:
        need = needs.need_by_id(need_id)
        if need is not None:
            voices.reopen_need(need=need, because=_why(train, found), at=at)
    refs = tuple(f"voices.need:{need_id}" for need_id in need_ids)
    bus.publish(ChangeNotFixed(change=ref(change), needs=refs, yes=found.yes, no=found.no), at=at)
    live.announce("releases")
    return row


def _why(train: Train, found: Verdicts) -> str:
    """The public reason, in the maker's first language."""
    with our_words():
        return ngettext(
            "%(no)d of %(of)d person who tried it with %(train)s says that it is not fixed.",
            "%(no)d of %(of)d people who tried it with %(train)s say that it is not fixed.",
            found.decided,
        ) % {"no": found.no, "of": found.decided, "train": train.number}


@transaction.atomic
def tie_again(*, change_id: int, at: datetime) -> None:
    """A later change that answers the same need exists because the earlier one did not help: the trail says so."""
    need_ids = queries.needs_behind([change_id])[change_id]
    earlier = [row for row in queries.not_fixed_about(need_ids) if row.change_id < change_id]
    trail.because(f"releases.change:{change_id}", {ref(row): None for row in earlier}, at=at)
