"""What a train carries goes to everybody when it leaves, and is called back with it."""

from datetime import datetime

from django.utils.translation import gettext as _

from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.wording import our_words
from fanloop.releasing.releases.models import Train
from fanloop.releasing.releases.queries.gates import brought_by_others
from fanloop.releasing.releases.rules.refusals import Refused
from fanloop.things.builds import actions as builds
from fanloop.things.builds import queries as made
from fanloop.things.builds.queries import Build


def refuse_called_back(train: Train) -> None:
    """Raise Refused, with the reason, for a train whose build was offered once and withdrawn, or rests."""
    load = queries.load_of(train.id)
    if load is None:
        return
    stands, said = (
        made.standings([load.build_id])[load.build_id],
        {"train": train.number, "build": load.build.number},
    )
    if stands.withdrawal is not None:
        raise Refused(
            _(
                "%(train)s carries build %(build)s, which was withdrawn: %(why)s Load another, or offer it anew."
            )
            % {**said, "why": stands.withdrawal.why}
        )
    if stands.pause is not None:
        raise Refused(
            _(
                "%(train)s carries build %(build)s, which rests: %(why)s Load another, or let go the train that left with it."
            )
            % {**said, "why": stands.pause.why}
        )


def offer_carried(train: Train, *, by: Member | None, at: datetime) -> Build | None:
    """Hand the train's build to everybody, in the transaction in which it leaves; None where it carries none. The caller
    holds the train's lock.

    Machines believe it once the targets drafted by that are signed away from here.
    """
    load = queries.load_of(train.id)
    if load is None:
        return None
    with our_words():
        why = _("It left with %(train)s.") % {"train": train.number}
    builds.offer(build=load.build, by=by, at=at, why=why)
    return load.build


def call_back(train: Train, *, why: str, by: Member | None, at: datetime) -> None:
    """Offer the build of a train that left no more, unless another train that stands brought it too; where every such
    train is stopped it rests.
    """
    load = queries.load_of(train.id)
    if load is None or not made.standings([load.build_id])[load.build_id].is_open:
        return
    others = brought_by_others(load)
    stopped = [one for one in others if one is not None]
    if not others:
        builds.withdraw(build=load.build, why=why, by=by, at=at)
    elif len(stopped) == len(others):
        builds.pause(build=load.build, why=stopped[0].why, by=by, at=at)


def rest(train: Train, *, why: str, by: Member | None, at: datetime) -> str:
    """A train that left is stopped: its build is not handed out, unless another train that runs brought it too.

    Returns the number of the build that rests, empty where none does.
    """
    load = queries.load_of(train.id)
    if load is None or not made.standings([load.build_id])[load.build_id].is_offered:
        return ""
    if None in brought_by_others(load):
        return ""
    builds.pause(build=load.build, why=why, by=by, at=at)
    return load.build.number


def go_on(train: Train, *, why: str, by: Member | None, at: datetime) -> str:
    """A train that left goes on, and its build with it, where it rested. Returns its number, empty where it did not."""
    load = queries.load_of(train.id)
    if load is None or builds.let_go_on(build=load.build, why=why, by=by, at=at) is None:
        return ""
    return load.build.number
