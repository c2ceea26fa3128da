"""Stop a train and let it go on. Nothing is stopped in silence: both acts have a reason that everybody may read."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.releasing.releases.actions import carrying, noting
from fanloop.releasing.releases.actions.trains import LIVE, lock, reason, refuse_withdrawn
from fanloop.releasing.releases.facts import TrainHeld, TrainResumed
from fanloop.releasing.releases.models import Departure, Hold, Train, Withdrawal
from fanloop.releasing.releases.rules.refusals import Refused


@transaction.atomic
def hold(*, train: Train, why: str, by: Member, at: datetime) -> Hold:
    """Stop a train, before or after it left; what has left stays out, but its build rests and its notes say so. Stopping a
    stopped train changes nothing and answers the hold that is there.

    Whoever closes the doors at the same moment waits in the lock and finds it stopped, or has left before.
    """
    why = reason(why, _("Say why it is stopped; the fans who wait for it will read it."))
    lock(train)
    refuse_withdrawn(train)
    row, is_new = Hold.objects.get_or_create(
        train=train, resumed_at=None, defaults={"why": why, "by": by, "at": at}
    )
    if is_new:
        trail.because(ref(row), {ref(train): None}, at=at)
        if Departure.objects.filter(train=train).exists():
            build = carrying.rest(train, why=row.why, by=by, at=at)
            noting.tell_of_stop(train, why=row.why, build=build, by=by, at=at)
        bus.publish(TrainHeld(train=ref(train), why=row.why), at=at)
        live.announce(LIVE)
    return row


@transaction.atomic
def resume(*, train: Train, why: str, by: Member, at: datetime) -> Hold:
    """Let a stopped train go on. Resuming twice is resuming once; raises Refused for a train that nobody stopped."""
    why = reason(why, _("Say what has changed; whoever read why it stopped will read this."))
    lock(train)
    row = Hold.objects.filter(train=train).order_by("-id").first()
    if row is None:
        raise Refused(_("Nobody has stopped %(train)s.") % {"train": train.number})
    if row.resumed_at is None:
        row.resumed_at, row.resumed_by, row.why_resumed = at, by, why
        row.save(update_fields=["resumed_at", "resumed_by", "why_resumed"])
        if (
            Departure.objects.filter(train=train).exists()
            and not Withdrawal.objects.filter(train=train).exists()
        ):
            build = carrying.go_on(train, why=why, by=by, at=at)
            noting.tell_of_stop(train, why=why, build=build, by=by, at=at, is_over=True)
        bus.publish(TrainResumed(train=ref(train), why=why), at=at)
        live.announce(LIVE)
    return row


def refuse_held(train: Train) -> None:
    """Raise Refused, with the reason, for a train that stands still."""
    found = Hold.objects.filter(train=train, resumed_at=None).first()
    if found:
        said = {"train": train.number, "why": found.why}
        raise Refused(_("%(train)s is stopped: %(why)s Resume it before it leaves.") % said)
