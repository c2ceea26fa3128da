"""What a train carries goes to everybody when it leaves, and is called back with it."""

from datetime import datetime

from django.utils.translation import gettext as _

from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.wording import our_words
from fanloop.releasing.releases.models import Train
from fanloop.releasing.releases.queries.gates import is_brought_by_another
from fanloop.releasing.releases.rules.refusals import Refused
from fanloop.things.builds import actions as builds
from fanloop.things.builds import queries as made


def refuse_called_back(train: Train) -> None:
    """Raise Refused, with the reason, for a train that carries a build which was offered once and withdrawn."""
    load = queries.load_of(train.id)
    end = made.standings([load.build_id])[load.build_id].withdrawal if load else None
    if load is not None and end is not None:
        said = {"train": train.number, "build": load.build.number, "why": end.why}
        raise Refused(
            _(
                "%(train)s carries build %(build)s, which was withdrawn: %(why)s Load another, or offer it anew."
            )
            % said
        )


def offer_carried(train: Train, *, by: Member | None, at: datetime) -> None:
    """Hand the train's build to everybody, in the transaction in which it leaves. The caller holds the train's lock.

    Machines believe it once the targets drafted by that are signed away from here.
    """
    load = queries.load_of(train.id)
    if load is not None:
        with our_words():
            why = _("It left with %(train)s.") % {"train": train.number}
        builds.offer(build=load.build, by=by, at=at, why=why)


def call_back(train: Train, *, why: str, by: Member | None, at: datetime) -> None:
    """Offer the build of a train that left no more, unless another train that stands brought it too."""
    load = queries.load_of(train.id)
    if load is None or load.build_id not in made.offered([load.build_id]):
        return
    if not is_brought_by_another(load):
        builds.withdraw(build=load.build, why=why, by=by, at=at)
