"""Asking fans how a train was: once on the morning after it left, once more on Tuesday to those who have not told."""

from datetime import datetime, timedelta

from django.db import transaction

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.listening.attention import queries as attention
from fanloop.people.fans import actions as fans
from fanloop.releasing.beta import queries as beta
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.not_fixed import settle
from fanloop.releasing.releases.facts import ReportsAsked
from fanloop.releasing.releases.models import Train, TuesdayStep
from fanloop.releasing.releases.rules import reports as rules

LOOKS_BACK = timedelta(days=12)
_NOTICES = {rules.INVITED: "tuesday_asked", rules.REMINDED: "tuesday_due"}


def run_tuesdays(*, at: datetime) -> None:
    """Whatever is due by now for the trains of the last days: invite, remind, settle. Asking again asks nobody twice."""
    for train in queries.departed_between(at - LOOKS_BACK, at):
        if queries.withdrawal(train.id) is None and queries.hold_of(train.id) is None:
            run_tuesday(train=train, at=at)


def run_tuesday(*, train: Train, at: datetime) -> None:
    """The steps of one train that are due and not done. A house that slept through an invitation only reminds."""
    left_at, zone = queries.left_at(train.id), queries.zone_of(train.line_id)
    if left_at is None:
        return
    done = queries.steps([train.id])[train.id]
    if rules.is_over(left_at, at, zone):
        settle(train=train, at=at)
    elif at >= rules.reminds_at(left_at, zone):
        if rules.REMINDED not in done:
            ask(train=train, step=rules.REMINDED, at=at)
    elif at >= rules.invites_at(left_at, zone) and rules.INVITED not in done:
        ask(train=train, step=rules.INVITED, at=at)


@transaction.atomic
def ask(*, train: Train, step: str, at: datetime) -> int:
    """Put the question into the inbox of everybody who cares about this train and has not told. Returns how many are new."""
    row, is_new = TuesdayStep.objects.get_or_create(train=train, step=step, defaults={"at": at})
    if not is_new:
        return 0
    people = _who_cares(train) - queries.reporters(train.id)
    data = {"number": train.number, "line": train.line.name}
    count = fans.notify(
        people, kind=_NOTICES[step], data=data, about=ref(row), at=at, key_prefix=f"tuesday:{row.id}"
    )
    bus.publish(ReportsAsked(train=ref(train), step=step, fans=count), at=at)
    return count


def _who_cares(train: Train) -> set[int]:
    """Who stands behind a change of it, tests the line's builds, told of the last train or follows; without muters."""
    abouts = [ref(train), f"products.line:{train.line_id}"]
    programme = beta.programme_of(train.line_id)
    testers = beta.testers(programme.id) if programme else set()
    last = queries.trains_of(train.line_id, is_gone=True, limit=3)
    told = set().union(*(queries.reporters(row.train.id) for row in last))
    following = set().union(*(attention.followers(about) for about in abouts))
    muting = set().union(*(attention.muters(about) for about in abouts))
    return (queries.fans_behind(train.id) | testers | told | following) - muting
