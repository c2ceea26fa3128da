"""A fan's few votes, given by the fan or by a member in somebody's name."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.listening.moderation import queries as moderation
from fanloop.listening.voices.actions.ranking import rank_needs
from fanloop.listening.voices.facts import NeedVoted
from fanloop.listening.voices.models import Closure, Need, Vote
from fanloop.listening.voices.queries.boards import may_enter
from fanloop.listening.voices.queries.family import family_ids
from fanloop.listening.voices.queries.people import purse
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member

_VOTE_SPACE = 71


@transaction.atomic
def vote(*, need: Need, fan: Fan, at: datetime, why: str = "") -> Vote:
    """Give one of a fan's votes. Giving it again changes only the reason. Raises Refused beyond the budget of the level."""
    return _give(need, fan, at, why=why)


@transaction.atomic
def vote_for(
    *,
    need: Need,
    by: Member,
    at: datetime,
    fan: Fan | None = None,
    person: str = "",
    note: str = "",
    why: str = "",
) -> Vote:
    """A member votes for a fan, out of the fan's own votes, or for a named person without an account.

    It counts as that person; who gave it and on what occasion is kept. Raises Refused where nobody is named.
    """
    person, note = person.strip(), note.strip()
    if not note:
        raise Refused(_("Say how you know: a call, a letter, a visit."))
    if fan is not None:
        return _give(need, fan, at, why=why, by=by, note=note)
    if not person:
        raise Refused(_("Say for whom: a fan, or a person's name."))
    _still_open(need)
    found = {"need": need, "fan": None, "person": person[:120], "withdrawn_at": None}
    row, is_new = Vote.objects.get_or_create(
        **found, defaults={"why": why[:500], "by": by, "note": note[:500], "at": at}
    )
    if is_new:
        _tell(need, at)
    return row


def _give(
    need: Need, fan: Fan, at: datetime, *, why: str = "", by: Member | None = None, note: str = ""
) -> Vote:
    """The lock is the fan's own: two clicks at once cannot spend one vote too many, and nobody else waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_VOTE_SPACE, fan.id % 2**31])
    given = (
        Vote.objects.filter(need__in=family_ids([need.id]), fan=fan, withdrawn_at=None).order_by("id").first()
    )
    if given:
        return _said_again(given, why)
    _still_open(need)
    if by is None:
        _may_at_all(fan, at)
    _may(need, fan)
    row = Vote.objects.create(
        need=need, fan=fan, why=why.replace("\0", "").strip()[:500], by=by, note=note[:500], at=at
    )
    fans.record_deeds([fans.NewDeed(fan_id=fan.id, day=at.date(), kind="vote", ref=ref(need))], at=at)
    _tell(need, at)
    return row


def _said_again(given: Vote, why: str) -> Vote:
    why = why.replace("\0", "").strip()[:500]
    if why and why != given.why:
        Vote.objects.filter(id=given.id).update(why=why)
        given.why = why
    return given


def _still_open(need: Need) -> None:
    if Closure.objects.filter(need=need, undone_at=None).exists():
        raise Refused(_("This one has ended; keep your vote for another."))


def _may_at_all(fan: Fan, at: datetime) -> None:
    if not moderation.may_vote(fan.id, at=at):
        raise Refused(_("You are suspended and cannot vote now. Why, and how to appeal: see your standing."))


def _may(need: Need, fan: Fan) -> None:
    if need.board_id is not None and not may_enter(need.board_id, team.viewer_of(fan.id)):
        raise Refused(_("This stands on a board that is not open to everybody."))
    own = purse(fan.id)
    if not own.left:
        raise Refused(
            ngettext(
                "Your %(all)s vote is given. Take it back, or wait until it ships.",
                "All your %(all)s votes are given. Take one back, or wait until one ships.",
                own.budget,
            ) % {"all": own.budget}
        )  # fmt: skip


@transaction.atomic
def withdraw_vote(*, need: Need, fan: Fan, at: datetime) -> None:
    """Take a vote back, also one that came with a need that was joined; without one, nothing happens."""
    own = Vote.objects.filter(need__in=family_ids([need.id]), fan=fan, withdrawn_at=None)
    touched = set(own.values_list("need_id", flat=True))
    if own.update(withdrawn_at=at):
        rank_needs(at=at, need_ids=touched)
        _tell(need, at)


@transaction.atomic
def withdraw_vote_for(*, vote: Vote, by: Member, at: datetime) -> None:  # noqa: ARG001 -- the desk's audit says who
    """Take back a vote that was given for a person without an account."""
    if Vote.objects.filter(id=vote.id, fan=None, withdrawn_at=None).update(withdrawn_at=at):
        _tell(vote.need, at)


def _tell(need: Need, at: datetime) -> None:
    rank_needs(at=at, need_ids=[need.id])
    need.refresh_from_db(fields=["votes_count", "people_count", "score", "hot"])
    bus.publish(NeedVoted(need=ref(need), votes=need.votes_count), at=at)
    live.announce(ref(need), str(need.votes_count) if need.board_id is None else "")
