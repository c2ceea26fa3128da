"""Polls and best answers."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from fanloop.foundation.viewer import Viewer
from fanloop.listening.community.models import Ballot, BestAnswer, Poll, PollOption
from fanloop.listening.community.queries.names import REPLY
from fanloop.listening.community.rules import polls
from fanloop.people.fans import queries as fans

__all__ = ["OptionRow", "Poll", "PollRow", "best_answer", "poll_in", "settled"]


@dataclass(frozen=True)
class OptionRow:
    """One option: how many chose it, which share of the people that is, whether the viewer did."""

    id: int
    text: str
    count: int
    percent: int
    is_mine: bool
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PollRow:
    """A poll as it stands. `voters` are people, not ballots."""

    poll: Poll
    options: list[OptionRow]
    voters: int
    is_open: bool
    has_voted: bool


def poll_in(topic_id: int, viewer: Viewer, *, at: datetime) -> PollRow | None:
    """The poll of a topic. Five queries at most."""
    poll = Poll.objects.filter(topic=topic_id).first()
    if poll is None:
        return None
    standing = Ballot.objects.filter(option__poll=poll, withdrawn_at=None)
    counts = dict(standing.values_list("option").annotate(n=Count("id")))
    voters = standing.aggregate(n=Count("fan", distinct=True))["n"]
    mine = _chosen(poll, viewer.fan_id)
    names = _names(poll) if poll.shows_names else {}
    rows = [
        OptionRow(
            option.id, option.text, counts.get(option.id, 0), round(100 * counts.get(option.id, 0) / max(1, voters)),
            option.id in mine, names.get(option.id, []),
        )
        for option in PollOption.objects.filter(poll=poll).order_by("position")
    ]  # fmt: skip
    return PollRow(poll, rows, voters, polls.is_open(poll.closes_at, at), bool(mine))


def _chosen(poll: Poll, fan_id: int | None) -> set[int]:
    rows = Ballot.objects.filter(option__poll=poll, fan_id=fan_id or 0, withdrawn_at=None)
    return set(rows.values_list("option_id", flat=True)) if fan_id else set()


def _names(poll: Poll) -> dict[int, list[str]]:
    pairs = list(
        Ballot.objects.filter(option__poll=poll, withdrawn_at=None)
        .order_by("id")
        .values_list("option_id", "fan_id")
    )
    names = fans.names(fan_id for _, fan_id in pairs)
    found: dict[int, list[str]] = {}
    for option_id, fan_id in pairs:
        found.setdefault(option_id, []).append(names.get(fan_id, ""))
    return found


def best_answer(topic_id: int) -> str:
    """Reference of the reply that settled a topic, or nothing."""
    found = (
        BestAnswer.objects.filter(topic=topic_id, undone_at=None).values_list("reply_id", flat=True).first()
    )
    return f"{REPLY}:{found}" if found else ""


def settled(topic_ids: Collection[int]) -> set[int]:
    """Which of these topics have a best answer. One query."""
    rows = BestAnswer.objects.filter(topic__in=topic_ids, undone_at=None)
    return set(rows.values_list("topic_id", flat=True))
