"""Close the doors of a train: what fans are owed happens in the same transaction, and once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.search import again
from fanloop.foundation.search import index as search
from fanloop.foundation.text import translated
from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.carrying import offer_carried, refuse_called_back
from fanloop.releasing.releases.actions.noting import write_notes
from fanloop.releasing.releases.actions.stopping import refuse_held
from fanloop.releasing.releases.actions.trains import LIVE, credit, lock, refuse_withdrawn
from fanloop.releasing.releases.facts import TrainDeparted
from fanloop.releasing.releases.models import Change, Departure, Train
from fanloop.releasing.releases.rules.gates import NO_GO
from fanloop.releasing.releases.rules.refusals import Refused


@transaction.atomic
def depart(*, train: Train, at: datetime, by: Member | None = None) -> Departure:
    """Close the doors: credits, notes, arrows, the departure, and its build for everybody. Raises Refused for an empty,
    stopped or withdrawn train, and for one whose build was withdrawn.

    Two people who close the same doors at once wait for each other in the lock; the second finds it done.
    """
    lock(train)
    gone = Departure.objects.filter(train=train).first()
    if gone:
        return gone
    refuse_withdrawn(train)
    refuse_held(train)
    _refuse_no_go(train)
    refuse_called_back(train)
    changes = [held.change for held in queries.changes_of(train.id)]
    if not changes:
        raise Refused(
            translation.gettext("Nobody is aboard %(train)s. Board a change, or let the Friday pass.")
            % {"train": train.number}
        )
    _credit_who_asked(changes, at=at)
    write_notes(train, queries.held(changes), at=at)
    trail.because(ref(train), {ref(change): None for change in changes}, at=at)
    row = Departure.objects.create(train=train, by=by, at=at)
    if build := offer_carried(train, by=by, at=at):
        trail.because(ref(build), {ref(change): None for change in changes}, at=at)
        trail.because(ref(train), {ref(build): None}, at=at)
    search.index([_entry(train, changes, at)])
    fans = len(queries.fans_behind(train.id))
    bus.publish(TrainDeparted(train=ref(train), changes=tuple(map(ref, changes)), fans=fans), at=at)
    live.announce(LIVE)
    return row


def _refuse_no_go(train: Train) -> None:
    judged = queries.decision_of(train.id)
    if judged is not None and judged.says == NO_GO:
        raise Refused(
            translation.gettext("%(train)s has a no-go: %(why)s Say go first, with a reason.")
            % {"train": train.number, "why": judged.why}
        )


def _credit_who_asked(changes: Sequence[Change], *, at: datetime) -> None:
    """Who voiced a need asked for the change; who backed it or voted stands behind it."""
    for change in changes:
        asked, backed = queries.people_of(change)
        credit(change=change, fan_ids=asked, for_what=queries.ASKED, at=at)
        credit(change=change, fan_ids=backed, for_what=queries.BACKED, at=at)


def _entry(train: Train, changes: Sequence[Change], at: datetime) -> search.Entry:
    titles = [said for change in changes for said in change.title.values()]
    line = translated.read(train.line.name, "en")
    labels = [f"products.line:{train.line_id}"]
    return search.Entry(ref(train), "en", f"{line} {train.number}", "\n".join(titles), at, labels=labels)


@again.everything("releases.train")
def find_everything() -> int:
    """Every train that has left; an imported one is found by its number alone."""
    rows = list(Departure.objects.select_related("train__line").order_by("train_id"))
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        aboard = queries.changes_by_train(
            (row.train_id for row in part if row.train.source_key is None), each=500
        )
        search.index(_entry(row.train, aboard.get(row.train_id, []), row.at) for row in part)
    return len(rows)
