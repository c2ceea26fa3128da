"""Put a build aboard a train, and let a person say go or no-go with what they saw."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.passing import pass_station
from fanloop.releasing.releases.actions.trains import LIVE, lock, refuse_departed, refuse_withdrawn
from fanloop.releasing.releases.facts import BuildLoaded, TrainJudged
from fanloop.releasing.releases.models import Decision, Load, Train
from fanloop.releasing.releases.rules.gates import DECISIONS, NO_GO
from fanloop.releasing.releases.rules.refusals import Refused
from fanloop.releasing.releases.rules.stations import BUILT, may_follow
from fanloop.things.builds.queries import Build


@transaction.atomic
def load(*, train: Train, build: Build, at: datetime, by: Member | None = None) -> Load:
    """Let a train carry a build; it passes “built” by that. Loading twice is once, another build takes its place.

    Raises Refused for a build of another line, and for a train that has left or was withdrawn.
    """
    lock(train)
    row = queries.load_of(train.id)
    if row is not None and row.build_id == build.id:
        return row
    refuse_departed(train)
    refuse_withdrawn(train)
    if build.line_id != train.line_id:
        raise Refused(
            _("Build %(build)s is made for another line than %(train)s.")
            % {"build": build.number, "train": train.number}
        )
    if row is not None:
        row.off_at = at
        row.save(update_fields=["off_at"])
    row = Load.objects.create(train=train, build=build, by=by, at=at)
    if may_follow(queries.station_of(train.id), BUILT):
        pass_station(train=train, station=BUILT, by=by, at=at)
    bus.publish(BuildLoaded(train=ref(train), build=ref(build)), at=at)
    live.announce(LIVE)
    return row


@transaction.atomic
def decide(*, train: Train, says: str, at: datetime, by: Member, why: str = "") -> Decision:
    """Say go or no-go for what a train carries. The lights as they were lit are kept with it.

    A no-go needs a reason, and so does a go against the lights; a train with a no-go does not leave.
    Raises Refused for a train that carries nothing, that has left, or for a reason that is missing.
    """
    if says not in DECISIONS:
        raise ValueError(f"a decision is one of {', '.join(DECISIONS)}, not {says!r}")
    lock(train)
    refuse_departed(train)
    gate = queries.gate(train)
    if gate is None:
        raise Refused(_("%(train)s carries no build yet.") % {"train": train.number})
    if not why.strip() and (says == NO_GO or gate.says != "go"):
        raise Refused(_("Say why: everybody who waits for this train will read it."))
    row = Decision.objects.create(
        load=gate.load, says=says, why=why.strip()[:400], seen=[asdict(light) for light in gate.lights], by=by, at=at,
    )  # fmt: skip
    bus.publish(TrainJudged(train=ref(train), build=ref(gate.load.build), says=says), at=at)
    live.announce(LIVE)
    return row
