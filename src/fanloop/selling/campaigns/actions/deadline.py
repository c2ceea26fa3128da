"""The last moment of a crowdfunding campaign: decided once, told to everybody, and nothing charged by it yet."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.pledging import lock
from fanloop.selling.campaigns.facts import CampaignDecided
from fanloop.selling.campaigns.models import Campaign, Outcome, Pledge
from fanloop.selling.campaigns.queries.crowd import goal_of, outcome_of, pledged_now, target_of
from fanloop.selling.campaigns.queries.running import past_their_deadline
from fanloop.selling.campaigns.rules.ladder import ends
from fanloop.selling.campaigns.rules.threshold import Pledged, Verdict, counted, verdict
from fanloop.selling.orders.queries import book_of
from fanloop.selling.orders.queries.sums import open_ids, waiting_fans
from fanloop.selling.payments.actions.at_success import fall_due

__all__ = ["decide", "decide_all"]

_NOTICES: dict[Verdict, str] = {
    "succeeded": "order_goal_reached",
    "missed": "order_goal_missed",
    "withdrawn": "order_goal_withdrawn",
}


def decide_all(*, at: datetime) -> list[Outcome]:
    """Decide every campaign whose last moment has come, each in a transaction of its own."""
    found = [decide(campaign=campaign, at=at) for campaign in past_their_deadline(at)]
    return [each for each in found if each]


@transaction.atomic
def decide(*, campaign: Campaign, at: datetime) -> Outcome | None:
    """Look at what is pledged and say whether it succeeded. None before the last moment; decided again, it stands.

    The campaign's row is locked first, as it is for every pledge: a pledge is either counted here, or it finds
    the campaign decided and is refused. Killed anywhere before the commit, nothing was decided.
    """
    row = lock(campaign)
    goal = goal_of(row.id)
    if goal is None or at < row.closes_at:
        return None
    rows = pledged_now(row.id)
    return outcome_of(row.id) or _write(row, verdict(target_of(goal), rows), rows, by=None, at=at)


def withdraw(campaign: Campaign, *, by: Member | None, at: datetime) -> Outcome | None:
    """The maker gives the campaign up before its end: nobody is charged. None when it was decided already."""
    row = lock(campaign)
    if outcome_of(row.id):
        return None
    return _write(row, "withdrawn", pledged_now(row.id), by=by, at=at)


def _write(
    campaign: Campaign, word: Verdict, rows: Sequence[Pledged], *, by: Member | None, at: datetime
) -> Outcome:
    goal, book = goal_of(campaign.id), book_of(ref(campaign))
    assert goal is not None
    assert book is not None
    outcome = Outcome.objects.create(
        campaign=campaign, verdict=word, counted=counted(target_of(goal), rows), by=by, at=at,
        pledges=sum(row.pledges for row in rows), pieces=sum(row.pieces for row in rows),
        pledged={row.currency: row.minor for row in rows},
    )  # fmt: skip
    if word == "succeeded":
        fall_due(refs=[f"orders.order:{id_}" for id_ in open_ids(book.id)], day=at.date())
    Pledge.objects.filter(offer__campaign=campaign).update(next_at=at)
    notify(
        waiting_fans(book.id), kind=_NOTICES[word], about=ref(campaign), at=at,
        data={"title": campaign.title, "until": ends(at).date().isoformat()},
        key_prefix=f"outcome:{outcome.id}",
    )  # fmt: skip
    bus.publish(CampaignDecided(ref(campaign), ref(book), word, outcome.pledges, outcome.pieces), at=at)
    return outcome
