"""Let an offer rest, and go on. Its files are not handed out meanwhile; the list that machines believe is drafted anew.

That list is signed away from here. Until somebody signs it, machines still read the name of a file that rests and do
not get it from us; where it goes on before that, nothing has to be signed at all.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.things.builds.actions.builds import hold
from fanloop.things.builds.actions.papers import draft_targets
from fanloop.things.builds.facts import BuildPaused, BuildResumed
from fanloop.things.builds.models import Build, Pause
from fanloop.things.builds.queries import standings
from fanloop.things.builds.rules.refusals import Refused


@transaction.atomic
def pause(*, build: Build, why: str, by: Member | None, at: datetime) -> Pause:
    """Hand a build out no more for a while, with a public reason. Pausing twice is once, with the first reason.

    Raises Refused without a reason, and for a build nobody is offered.
    """
    if not why.strip():
        raise Refused(_("Say why: the reason stands on the build's page."))
    hold(build)
    stands = standings([build.id])[build.id]
    if stands.pause is not None:
        return stands.pause
    if stands.offer is None or not stands.is_open:
        raise Refused(_("%(number)s is not offered.") % {"number": build.number})
    row = Pause.objects.create(offer=stands.offer, why=why.strip(), by=by, at=at)
    draft_targets(at=at)
    bus.publish(BuildPaused(build=ref(build), line=ref(build.line), number=build.number, why=row.why), at=at)
    return row


@transaction.atomic
def let_go_on(*, build: Build, why: str, by: Member | None, at: datetime) -> Pause | None:
    """Hand a build out again that rested; None for one that does not rest. Raises Refused without a reason."""
    if not why.strip():
        raise Refused(_("Say what has changed; whoever read why it rested will read this."))
    hold(build)
    row = standings([build.id])[build.id].pause
    if row is None:
        return None
    row.ended_at, row.ended_by, row.why_ended = at, by, why.strip()
    row.save(update_fields=["ended_at", "ended_by", "why_ended"])
    draft_targets(at=at)
    fact = BuildResumed(build=ref(build), line=ref(build.line), number=build.number, why=row.why_ended)
    bus.publish(fact, at=at)
    return row
