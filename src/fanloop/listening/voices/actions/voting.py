"""A fan's few votes."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.listening.voices.actions.ranking import rank_needs
from fanloop.listening.voices.facts import NeedVoted
from fanloop.listening.voices.models import Closure, Need, Vote
from fanloop.listening.voices.queries.people import open_votes
from fanloop.listening.voices.rules import budget
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan

_VOTE_SPACE = 71


@transaction.atomic
def vote(*, need: Need, fan: Fan, at: datetime) -> Vote:
    """Give one of ten votes. Giving it again changes nothing. Raises Refused beyond the budget.

    The lock is the fan's own: two clicks at once cannot spend an eleventh vote, and nobody else waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_VOTE_SPACE, fan.id % 2**31])
    given = Vote.objects.filter(need=need, fan=fan, withdrawn_at=None).first()
    if given:
        return given
    if Closure.objects.filter(need=need, undone_at=None).exists():
        raise Refused(_("This one has ended; keep your vote for another."))
    if not budget.may_vote(open_votes(fan.id)):
        raise Refused(
            _("All your %(all)s votes are given. Take one back, or wait until one ships.")
            % {"all": budget.BUDGET}
        )
    row = Vote.objects.create(need=need, fan=fan, at=at)
    fans.record_deeds([fans.NewDeed(fan_id=fan.id, day=at.date(), kind="vote", ref=ref(need))], at=at)
    _tell(need, at)
    return row


@transaction.atomic
def withdraw_vote(*, need: Need, fan: Fan, at: datetime) -> None:
    """Take a vote back; without one, nothing happens."""
    if Vote.objects.filter(need=need, fan=fan, withdrawn_at=None).update(withdrawn_at=at):
        _tell(need, at)


def _tell(need: Need, at: datetime) -> None:
    rank_needs(at=at, need_ids=[need.id])
    need.refresh_from_db(fields=["votes_count", "people_count", "score", "hot"])
    bus.publish(NeedVoted(need=ref(need), votes=need.votes_count), at=at)
    live.announce(ref(need), str(need.votes_count))
