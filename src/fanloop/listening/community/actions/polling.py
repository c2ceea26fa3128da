"""Asking and choosing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.listening.community.facts import BallotCast
from fanloop.listening.community.models import Ballot, Poll, PollOption, Topic
from fanloop.listening.community.queries.names import TOPIC
from fanloop.listening.community.rules import polls
from fanloop.listening.community.rules.refusals import Refused
from fanloop.people.fans.queries import Fan


@dataclass(frozen=True)
class NewPoll:
    """A question that goes with a topic; without `closes_at` it stays open."""

    question: str
    options: Sequence[str]
    is_multiple: bool = False
    shows_names: bool = False
    closes_at: datetime | None = None


def ask(topic: Topic, new: NewPoll, at: datetime) -> Poll:
    """Write the poll of a topic that is being started. Raises Refused for too few or too many options."""
    options = polls.options_of(new.options)
    problem = polls.problem_with_options(options)
    if problem == "few":
        raise Refused(_("A poll needs two options at least: one a line."))
    if problem == "many":
        raise Refused(_("A poll has %(n)s options at most.") % {"n": polls.MOST})
    if not polls.is_open(new.closes_at, at):
        raise Refused(_("A poll closes in the future."))
    poll = Poll.objects.create(
        topic=topic, question=new.question.strip()[:300] or topic.title, is_multiple=new.is_multiple,
        shows_names=new.shows_names, at=at, closes_at=new.closes_at,
    )  # fmt: skip
    PollOption.objects.bulk_create(
        PollOption(poll=poll, text=text, position=place) for place, text in enumerate(options)
    )
    return poll


@transaction.atomic
def choose(*, poll: Poll, fan: Fan, option_ids: Collection[int], at: datetime) -> None:
    """Choose in a poll, or choose anew while it is open; the same choice again changes nothing.

    The poll's row is locked, so that two windows of one person cannot leave two choices where one is allowed.
    """
    poll = Poll.objects.select_for_update().get(id=poll.id)
    if not polls.is_open(poll.closes_at, at):
        raise Refused(_("This poll is closed."))
    offered = set(PollOption.objects.filter(poll=poll).values_list("id", flat=True))
    wanted = set(option_ids)
    _judge(polls.problem_with_choice(wanted, offered, is_multiple=poll.is_multiple))
    standing = Ballot.objects.filter(option__poll=poll, fan=fan, withdrawn_at=None)
    before = set(standing.values_list("option_id", flat=True))
    if before == wanted:
        return
    standing.exclude(option__in=wanted).update(withdrawn_at=at)
    Ballot.objects.bulk_create(Ballot(option_id=one, fan=fan, at=at) for one in sorted(wanted - before))
    bus.publish(BallotCast(topic=f"{TOPIC}:{poll.topic_id}"), at=at)
    live.announce(f"{TOPIC}:{poll.topic_id}", "poll")


def _judge(problem: str) -> None:
    words = {
        "none": _("Choose something first."),
        "unknown": _("That is not one of the options."),
        "several": _("Choose one of them."),
    }
    if problem:
        raise Refused(words[problem])
