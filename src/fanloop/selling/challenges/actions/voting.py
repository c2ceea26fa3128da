"""Liking what somebody else has made."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.people.fans.queries import Fan
from fanloop.selling.challenges import queries
from fanloop.selling.challenges.models import Entry, Vote
from fanloop.selling.challenges.rules.phases import why_no_vote
from fanloop.selling.challenges.rules.refusals import Refused


@transaction.atomic
def vote(*, entry: Entry, by: Fan, at: datetime) -> Vote:
    """One vote an entry; voting again changes nothing. Raises Refused for one's own, and outside the window."""
    row = (
        Entry.objects.select_for_update(no_key=True, of=("self",))
        .select_related("challenge")
        .get(id=entry.id)
    )
    why = why_no_vote(
        now=queries.phase_of(row.challenge, at), author=row.fan_id, voter=by.id, is_shown=queries.is_shown(row)
    )  # fmt: skip
    if why:
        said = {
            "own": _("You cannot vote for your own picture."),
            "gone": _("This picture is not shown any more."),
            "not_open": _("Votes count while the challenge is open."),
        }
        raise Refused(said[why])
    given, _new = Vote.objects.get_or_create(entry=row, fan=by, withdrawn_at=None, defaults={"at": at})
    return given


@transaction.atomic
def withdraw_vote(*, entry: Entry, by: Fan, at: datetime) -> bool:
    """Take a vote back while votes count; true if there was one. Raises Refused after the end."""
    if queries.phase_of(entry.challenge, at) != "open":
        raise Refused(_("Votes count while the challenge is open."))
    return bool(Vote.objects.filter(entry=entry, fan=by, withdrawn_at=None).update(withdrawn_at=at))
