"""Voting for the engineer of the week, and the one count that ends it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.releasing.releases.actions.trains import lock
from fanloop.releasing.releases.facts import AwardGiven
from fanloop.releasing.releases.models import Award, AwardVote, Departure, Tally, Train
from fanloop.releasing.releases.queries import awards as queries
from fanloop.releasing.releases.rules import awards as rules
from fanloop.releasing.releases.rules.refusals import Refused

LONGEST = 400


@transaction.atomic
def vote_award(*, train: Train, by: Fan, member: Member, at: datetime, words: str = "") -> AwardVote:
    """Give the one vote of a fan and a train, with words of thanks if there are any; a former vote is withdrawn.

    Two votes of one fan at once wait for each other in the lock of the train, as does the count. Raises Refused.
    """
    lock(train)
    _refuse(train, by, member, at)
    said = words.strip()[:LONGEST]
    former = AwardVote.objects.filter(train=train, fan=by, withdrawn_at=None).first()
    if former and (former.member_id, former.words) == (member.id, said):
        return former
    AwardVote.objects.filter(train=train, fan=by, withdrawn_at=None).update(withdrawn_at=at)
    return AwardVote.objects.create(train=train, fan=by, member=member, words=said, at=at)


@transaction.atomic
def withdraw_award_vote(*, train: Train, by: Fan, at: datetime) -> bool:
    """Take one's vote back while voting is open; whether there was one. Raises Refused afterwards."""
    lock(train)
    gone = Departure.objects.select_related("train").filter(train=train).first()
    if gone is None or at >= queries.closes_at(gone) or Tally.objects.filter(train=train).exists():
        raise Refused(_refusals()["closed"])
    return bool(AwardVote.objects.filter(train=train, fan=by, withdrawn_at=None).update(withdrawn_at=at))


def _refuse(train: Train, by: Fan, member: Member, at: datetime) -> None:
    gone = Departure.objects.select_related("train").filter(train=train).first()
    if Tally.objects.filter(train=train).exists():
        raise Refused(_refusals()["closed"])
    own = team.member_of(by.id)
    voter = rules.Voter(by.id, by.joined_at, own.squad.strip() if own else None)
    if queries.is_withdrawn(train.id):
        raise Refused(_("This train was taken back. Nobody is voted for its changes."))
    is_aboard = member.id in queries.made_aboard(train.id)
    candidate = rules.Candidate(member.id, member.fan_id, member.squad.strip()) if is_aboard else None
    closes = queries.closes_at(gone) if gone else at
    why = rules.why_not(voter, candidate, departed_at=gone.at if gone else None, closes=closes, now=at)
    if why:
        raise Refused(_refusals()[why])


def _refusals() -> dict[rules.Why, str]:
    return {
        "early": _("This train has not left yet. Voting opens when it does."),
        "closed": _("The votes of this train are counted. Vote on the next one."),
        "not_aboard": _("Nothing of theirs left with this train, so they are not on its ballot."),
        "new_here": _("You came after this train had left. From the next one on you vote with everybody."),
        "yourself": _("Nobody votes for themselves."),
        "your_squad": _(
            "People of the team vote for other squads only. Where no squads are named, the team does not vote."
        ),
    }


@transaction.atomic
def give_awards(*, train: Train, at: datetime) -> list[Award]:
    """Count the votes of a train once and for all. Counting again answers the awards that stand.

    Two counts at once wait for each other in the lock of the train. Raises Refused while voting is open.
    """
    lock(train)
    if Tally.objects.filter(train=train).exists():
        return queries.popcorn(train.id)
    gone = Departure.objects.select_related("train").filter(train=train).first()
    if gone is None or at < queries.closes_at(gone):
        raise Refused(_("Voting is open still. It is counted when the Tuesday of the reports is over."))
    if queries.is_withdrawn(train.id):
        return []
    made, votes = queries.made_aboard(train.id), queries.votes_of(train.id)
    standing = {member_id: count for member_id, count in votes.items() if member_id in made}
    Tally.objects.create(train=train, votes=sum(standing.values()), at=at)
    given = [
        Award.objects.create(
            train=train, member_id=won.member_id, votes=won.votes, of=won.of, lower=won.lower, at=at
        )
        for won in rules.winners(standing)
    ]
    for award in given:
        trail.because(ref(award), {ref(change): None for change in made[award.member_id]}, at=at)
    if given:
        bus.publish(AwardGiven(train=ref(train), awards=tuple(map(ref, given))), at=at)
    return given


def count_votes(*, at: datetime) -> int:
    """Count every train whose voting is over; how many awards were given."""
    return sum(len(give_awards(train=train, at=at)) for train in queries.uncounted(at))


@transaction.atomic
def forget_award_words(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """An erased fan's words of thanks go; the vote stays counted, for it names nobody any more."""
    return AwardVote.objects.filter(fan_id=fan_id).exclude(words="").update(words="")
