"""Take a train off, or a change back, for good. What left stays in the notes, with the reason beside it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.releasing.releases.actions.carrying import call_back
from fanloop.releasing.releases.actions.trains import LIVE, leave, lock, reason
from fanloop.releasing.releases.facts import ChangeWithdrawn, TrainWithdrawn
from fanloop.releasing.releases.models import Boarding, Change, Departure, Pulled, Train, Withdrawal


@transaction.atomic
def withdraw_train(*, train: Train, why: str, by: Member | None, at: datetime) -> Withdrawal:
    """Take a train off. Before it left its changes go back to the platform; after it left they are called back with it,
    and so is the build.

    Withdrawing twice is withdrawing once, with the first reason.
    """
    why = reason(why, _("Say why it is withdrawn; the fans who wait for it will read it."))
    lock(train)
    known = Withdrawal.objects.filter(train=train).first()
    if known:
        return known
    places = list(Boarding.objects.filter(train=train, left_at=None).select_related("change").order_by("id"))
    had_left = Departure.objects.filter(train=train).exists()
    if not had_left:
        for place in places:
            leave(place, by=by, why=why, at=at, cause=Boarding.Cause.TRAIN)
    else:
        call_back(train, why=why, by=by, at=at)
    row = Withdrawal.objects.create(train=train, why=why, by=by, at=at)
    trail.because(ref(row), {ref(train): None}, at=at)
    changes = tuple(ref(place.change) for place in places)
    bus.publish(TrainWithdrawn(train=ref(train), why=why, had_left=had_left, changes=changes), at=at)
    live.announce(LIVE)
    return row


@transaction.atomic
def withdraw_change(*, change: Change, why: str, by: Member | None, at: datetime) -> Pulled:
    """Take a change back for good: from the platform, off its train, or after it left, where its place stays as it was."""
    why = reason(why, _("Say why it is withdrawn; the fans who wait for it will read it."))
    Change.objects.select_for_update().get(id=change.id)
    known = Pulled.objects.filter(change=change).first()
    if known:
        return known
    place = Boarding.objects.filter(change=change, left_at=None).select_related("train").first()
    if place:
        lock(place.train)
        if not Departure.objects.filter(train=place.train).exists():
            leave(place, by=by, why=why, at=at, cause=Boarding.Cause.PULLED)
    row = Pulled.objects.create(change=change, why=why, by=by, at=at)
    trail.because(ref(row), {ref(change): None}, at=at)
    train = ref(place.train) if place else ""
    bus.publish(ChangeWithdrawn(change=ref(change), train=train, why=why), at=at)
    live.announce(LIVE)
    return row
