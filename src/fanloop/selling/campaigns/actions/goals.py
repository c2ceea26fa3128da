"""What is published when a crowdfunding campaign opens: its goal, its tiers, its stretch goals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.models import Campaign, Closing, Goal, Outcome, Stretch, Tier
from fanloop.selling.campaigns.queries.crowd import counted_now, goal_of
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.campaigns.rules.threshold import Unit
from fanloop.selling.campaigns.rules.tiers import fits
from fanloop.selling.campaigns.rules.ways import Way
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock import queries as stock_queries

__all__ = ["NewGoal", "NewStretch", "NewTier", "add_stretch"]


@dataclass(frozen=True)
class NewStretch:
    """At `amount`, in the goal's unit, `title` comes as well."""

    amount: int
    title: Mapping[str, str]
    words: Mapping[str, str]


@dataclass(frozen=True)
class NewGoal:
    """`threshold` pieces, or minor units of `currency`; `rates` are that currency for one of another."""

    unit: Unit
    threshold: int
    currency: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    flexible: bool = False
    late_until: datetime | None = None
    stretches: Sequence[NewStretch] = ()


@dataclass(frozen=True)
class NewTier:
    """A reward; `total` gives it a pool of its own, a window makes it an early bird."""

    title: Mapping[str, str]
    words: Mapping[str, str]
    total: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    limit: int | None = None
    """How many of it one person can have; none where only the campaign's own limit counts."""
    months_in: int | None = None
    """In which month of the promise it comes, 0 being the month of its first day."""


@dataclass(frozen=True)
class Plan:
    """What a campaign is about to publish, for looking at it before anything is written."""

    way: Way
    goal: NewGoal | None
    tiers: Sequence[NewTier]
    tier_of_offers: Sequence[int | None]
    currencies: frozenset[str]
    pool_total: int
    opens_at: datetime
    closes_at: datetime


def check(plan: Plan) -> None:
    """Refuse a goal that nobody could reach, and tiers that nobody could choose."""
    _check_tiers(plan)
    if (plan.way == "crowdfunding") != (plan.goal is not None):
        raise Refused(_("Crowdfunding needs a goal, and only crowdfunding has one."))
    if plan.goal:
        _check_goal(plan, plan.goal)


def _check_tiers(plan: Plan) -> None:
    if {each for each in plan.tier_of_offers if each is not None} != set(range(len(plan.tiers))):
        raise Refused(_("Each tier needs an offer, and each offer one of the tiers."))
    if plan.tiers and None in plan.tier_of_offers:
        raise Refused(_("Where there are tiers, each offer belongs to one."))
    for tier in plan.tiers:
        if tier.limit is not None and tier.limit < 1:
            raise Refused(_("One person can have at least one of a tier."))
        inside = fits(
            opens_at=tier.opens_at, closes_at=tier.closes_at,
            campaign_opens=plan.opens_at, campaign_closes=plan.closes_at,
        )  # fmt: skip
        if not inside:
            raise Refused(_("A tier is open for a while during the campaign."))


def check_new_tier(campaign: Campaign, new: NewTier, offers: Sequence[Any], at: datetime) -> int:
    """Refuse a tier that cannot join; the pool that those without a number draw on."""
    over = (
        Closing.objects.filter(campaign=campaign).exists()
        or Outcome.objects.filter(campaign=campaign).exists()
    )
    if over or at >= campaign.closes_at or campaign.way == "drop":
        raise Refused(_("It is over, and what it offered stands as it was."))
    if not Tier.objects.filter(campaign=campaign).exists():
        raise Refused(_("This campaign has no tiers: what it offers stands side by side."))
    if not offers or any(each.price_minor < 1 for each in offers):
        raise Refused(_("Choose at least one variant and give it a price."))
    if not fits(
        opens_at=new.opens_at, closes_at=new.closes_at,
        campaign_opens=max(campaign.opens_at, at), campaign_closes=campaign.closes_at,
    ):  # fmt: skip
        raise Refused(_("A tier is open for a while during the campaign."))
    goal = goal_of(campaign.id)
    counted = {goal.currency, *goal.rates} if goal and goal.unit == "money" else None
    if counted is not None and {each.market.currency for each in offers} - counted:
        raise Refused(_("Give a rate for each currency people can pledge in."))
    return stock_queries.pools_of([ref(campaign)])[0].id


def _check_goal(plan: Plan, goal: NewGoal) -> None:
    if goal.threshold < 1:
        raise Refused(_("A goal is larger than nothing."))
    if goal.unit == "pieces" and goal.threshold > _capacity(plan):
        raise Refused(_("The goal is more than can be made. Lower it, or make more."))
    if goal.unit == "money" and plan.currencies - goal.rates.keys() - {goal.currency}:
        raise Refused(_("Give a rate for each currency people can pledge in."))
    if goal.late_until and goal.late_until <= plan.closes_at:
        raise Refused(_("Late orders end after the campaign does."))
    if any(each.amount <= goal.threshold for each in goal.stretches):
        raise Refused(_("A stretch goal lies above the goal."))


def _capacity(plan: Plan) -> int:
    """Pieces of all pools that some offer draws on."""
    own = sum(tier.total for tier in plan.tiers if tier.total)
    shares_main = not plan.tiers or any(tier.total is None for tier in plan.tiers)
    return own + (plan.pool_total if shares_main else 0)


def write_goal(campaign: Campaign, goal: NewGoal, *, by: Member | None, at: datetime) -> None:
    Goal.objects.create(
        campaign=campaign, unit=goal.unit, threshold=goal.threshold, currency=goal.currency, flexible=goal.flexible,
        rates={of: str(rate) for of, rate in goal.rates.items()}, late_until=goal.late_until, at=at,
    )  # fmt: skip
    Stretch.objects.bulk_create(
        Stretch(
            campaign=campaign, amount=each.amount, title=dict(each.title), words=dict(each.words), by=by, at=at
        )
        for each in goal.stretches
    )  # fmt: skip


def write_tiers(
    campaign: Campaign, tiers: Sequence[NewTier], *, main: int, at: datetime, first: int = 0
) -> list[tuple[Tier, int]]:
    """Each tier with the id of the pool it draws on: its own when it is limited, `main` otherwise."""
    rows = Tier.objects.bulk_create(
        Tier(
            campaign=campaign, title=dict(each.title), words=dict(each.words), position=place,
            opens_at=each.opens_at, closes_at=each.closes_at, limit_per_person=each.limit, months_in=each.months_in, at=at,
        )
        for place, each in enumerate(tiers, first)
    )  # fmt: skip
    return [
        (row, stock.open_pool(about=ref(row), total=each.total, at=at).id if each.total else main)
        for row, each in zip(rows, tiers, strict=True)
    ]


@transaction.atomic
def add_stretch(*, campaign: Campaign, new: NewStretch, by: Member | None, at: datetime) -> Stretch:
    """Publish one more stretch goal, before it is reached. Its amount said again, the first stands.

    Raises Refused when it is not above the goal and above what is pledged already, or when the time is over.
    """
    Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)
    goal = goal_of(campaign.id)
    if goal is None or at >= campaign.closes_at or Outcome.objects.filter(campaign=campaign).exists():
        raise Refused(_("Stretch goals belong to a crowdfunding campaign that is running."))
    if new.amount <= max(goal.threshold, counted_now(goal)):
        raise Refused(_("A stretch goal lies above the goal, and above what is pledged already."))
    return Stretch.objects.get_or_create(
        campaign=campaign,
        amount=new.amount,
        defaults={"title": dict(new.title), "words": dict(new.words), "by": by, "at": at},
    )[0]
