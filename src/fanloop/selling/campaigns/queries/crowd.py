"""Every read of crowdfunding: goals, tiers, stretch goals, what is pledged and what has come."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fanloop.foundation.money import Money
from fanloop.people.fans.queries import pseudonyms
from fanloop.selling.campaigns.models import Campaign, Charge, Goal, Offer, Outcome, Pledge, Stretch, Tier
from fanloop.selling.campaigns.rules.ladder import ends
from fanloop.selling.campaigns.rules.threshold import Fill, Pledged, Reach, Target, counted
from fanloop.selling.campaigns.rules.tiers import TierPhase, tier_phase
from fanloop.selling.orders.queries import book_of, present_states
from fanloop.selling.orders.queries.sums import book_sums, collected, open_pieces
from fanloop.selling.payments.ports import provider
from fanloop.selling.payments.queries.plans import Mandate, mandates_of
from fanloop.selling.stock import queries as stock

__all__ = [
    "Charging",
    "Crowd",
    "Goal",
    "Pledge",
    "Shelf",
    "Tier",
    "crowd",
    "goal_of",
    "outcome_of",
    "pledge_of",
    "shelves",
]


@dataclass(frozen=True)
class Milestone:
    """A stretch goal as it stands: `missing` is 0 once it is reached."""

    stretch: Stretch
    missing: int

    @property
    def is_reached(self) -> bool:
        return self.missing == 0


@dataclass(frozen=True)
class Crowd:
    """A crowdfunding campaign as it stands. After the deadline `reach` is what the deadline found, for good;
    `open_pledges` go on falling when a charge fails, and `collected` is what has really come.
    """

    campaign: Campaign
    goal: Goal
    reach: Reach
    pledges: int
    pieces: int
    pledged: list[Money]
    still_pledged: list[Money]
    collected: list[Money]
    stretches: list[Milestone]
    outcome: Outcome | None
    at: datetime

    @property
    def is_late(self) -> bool:
        """Whether what did not come in time can be ordered after all."""
        until = self.goal.late_until
        done = self.outcome is not None and self.outcome.verdict == "succeeded"
        return bool(done and until and self.at < until)

    @property
    def is_missed(self) -> bool:
        """Whether it is over and nothing is made of it."""
        return self.outcome is not None and self.outcome.verdict != "succeeded"

    @property
    def is_counting(self) -> bool:
        """Between the last moment and the answer, which a worker gives within a minute."""
        return self.outcome is None and self.at >= self.campaign.closes_at

    @property
    def charged_until(self) -> datetime | None:
        """Until when pledges can still be paid."""
        done = self.outcome is not None and self.outcome.verdict == "succeeded"
        return ends(self.outcome.at) if done and self.outcome else None


@dataclass(frozen=True)
class Shelf:
    """One tier with its offers and how many are left of it; without tiers all offers stand on one."""

    tier: Tier | None
    offers: list[Offer]
    phase: TierPhase
    fill: Fill
    is_limited: bool


def target_of(goal: Goal) -> Target:
    """The goal as the rules read it."""
    rates = {of: Decimal(rate) for of, rate in goal.rates.items()}
    return Target(
        "money" if goal.unit == "money" else "pieces", goal.threshold, goal.currency, rates, goal.flexible
    )


def goal_of(campaign_id: int) -> Goal | None:
    return Goal.objects.filter(campaign=campaign_id).first()


def outcome_of(campaign_id: int) -> Outcome | None:
    return Outcome.objects.filter(campaign=campaign_id).first()


def outcomes(campaign_ids: Iterable[int]) -> dict[int, Outcome]:
    return {row.campaign_id: row for row in Outcome.objects.filter(campaign__in=list(campaign_ids))}


def pledged_now(campaign_id: int) -> list[Pledged]:
    """What is pledged by currency at this moment."""
    book = book_of(f"campaigns.campaign:{campaign_id}")
    sums = book_sums(book.id) if book else []
    return [Pledged(row.currency, row.orders, row.pieces, row.minor) for row in sums]


def pledged_in_tiers(campaign_id: int, fans: Collection[int]) -> dict[tuple[int, int], int]:
    """(Fan id, tier id) → open pieces these fans pledged."""
    rows = Pledge.objects.filter(offer__campaign=campaign_id, offer__tier__isnull=False, order__fan__in=fans)
    where = {
        order: (fan, tier)
        for order, fan, tier in rows.values_list("order_id", "order__fan_id", "offer__tier_id")
    }
    found: dict[tuple[int, int], int] = defaultdict(int)
    for order, pieces in open_pieces(where).items():
        found[where[order]] += pieces
    return dict(found)


def counted_now(goal: Goal) -> int:
    """What counts towards a goal at this moment."""
    return counted(target_of(goal), pledged_now(goal.campaign_id))


def crowd(campaign: Campaign, at: datetime) -> Crowd | None:
    """How a crowdfunding campaign stands; None for one that sells another way."""
    if campaign.way != "crowdfunding":
        return None
    goal, book = goal_of(campaign.id), book_of(f"campaigns.campaign:{campaign.id}")
    assert goal is not None
    assert book is not None
    outcome, rows = outcome_of(campaign.id), pledged_now(campaign.id)
    amount = outcome.counted if outcome else counted(target_of(goal), rows)
    now = [Money(row.minor, row.currency) for row in rows]
    then = [Money(minor, of) for of, minor in sorted(outcome.pledged.items())] if outcome else now
    return Crowd(
        campaign=campaign,
        goal=goal,
        reach=Reach(amount, goal.threshold),
        pledges=outcome.pledges if outcome else sum(row.pledges for row in rows),
        pieces=outcome.pieces if outcome else sum(row.pieces for row in rows),
        pledged=then,
        still_pledged=now,
        collected=[Money(minor, of) for of, minor in collected(book.id).items()] if outcome else [],
        stretches=[
            Milestone(row, max(0, row.amount - amount)) for row in Stretch.objects.filter(campaign=campaign)
        ],
        outcome=outcome,
        at=at,
    )


def shelves(campaign: Campaign, at: datetime, *, market: int | None = None) -> list[Shelf]:
    """The tiers of a campaign with their offers, in the maker's order; three queries."""
    rows = Offer.objects.select_related("variant", "market", "tier").filter(campaign=campaign)
    found: dict[int | None, list[Offer]] = {}
    for offer in (rows.filter(market=market) if market else rows).order_by(
        "tier__position", "position", "id"
    ):
        found.setdefault(offer.tier_id, []).append(offer)
    status = stock.statuses({offer.pool_id for held in found.values() for offer in held})
    own = {pool.about: pool.id for pool in stock.pools_of(f"campaigns.tier:{id_}" for id_ in found if id_)}
    return [_shelf(held, status, own, at) for held in found.values()]


def _shelf(held: list[Offer], status: dict[int, stock.Status], own: dict[str, int], at: datetime) -> Shelf:
    tier, pool = held[0].tier, status[held[0].pool_id]
    opens, closes = (tier.opens_at, tier.closes_at) if tier else (None, None)
    return Shelf(
        tier=tier,
        offers=held,
        phase=tier_phase(at, opens_at=opens, closes_at=closes, left=pool.remaining),
        fill=Fill(pool.held, pool.for_all),
        is_limited=bool(tier) and f"campaigns.tier:{tier.id}" in own if tier else False,
    )


def pledge_of(order_id: int) -> Pledge | None:
    """The pledge behind an order, None for an order of another kind."""
    return (
        Pledge.objects.select_related("order", "offer__campaign", "offer__tier", "offer__variant")
        .filter(order=order_id)
        .first()
    )


def saves(pledge: Pledge) -> bool:
    """Whether the way to pay that was chosen can be left for the day of success."""
    return provider(pledge.provider).capabilities.saves


def saved_way(pledge: Pledge) -> Mandate | None:
    """What the fan left to be charged on success: for this order where there is one, else the last of that way."""
    code = pseudonyms([pledge.order.fan_id]).get(pledge.order.fan_id, "")
    found = [row for row in mandates_of([code]) if row.provider == pledge.provider] if code else []
    about = f"orders.order:{pledge.order_id}"
    return next((row for row in found if row.about == about), found[0] if found else None)


def charges_of(pledge: Pledge) -> list[Charge]:
    """Tries to collect a pledge, in their order."""
    return list(Charge.objects.filter(pledge=pledge).order_by("number"))


@dataclass(frozen=True)
class Charging:
    """How far collecting is, in pledges: paid, still to be tried or waited for, and let go."""

    paid: int
    waiting: int
    gone: int


def charging(campaign_id: int) -> Charging:
    """How many of a campaign's pledges are paid, wait, and are over; changed ones do not count."""
    rows = Pledge.objects.filter(offer__campaign=campaign_id)
    replaced = rows.filter(instead_of__isnull=False).values("instead_of")
    states = present_states(rows.exclude(id__in=replaced).values_list("order_id", flat=True))
    gone = sum(state == "cancelled" for state in states.values())
    waiting = sum(state == "placed" for state in states.values())
    return Charging(len(states) - gone - waiting, waiting, gone)
