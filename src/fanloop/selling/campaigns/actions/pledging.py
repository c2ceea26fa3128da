"""Pledging: who may claim from which tier, and a pledge that becomes another before the end."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from fanloop.selling.campaigns.models import Campaign, Closing, Goal, Offer, Outcome, Pledge, Tier
from fanloop.selling.campaigns.queries.crowd import pledged_in_tiers
from fanloop.selling.campaigns.rules.tiers import tier_phase
from fanloop.selling.orders import queries as order_queries
from fanloop.selling.orders.queries.sums import held_by

DEFAULT_PROVIDER = "transfer"


def lock(campaign: Campaign) -> Campaign:
    """Whoever pledges and whoever decides at the deadline meet here, one after the other.

    The same lock makes the person's limit hold across the pools of several tiers.
    """
    return Campaign.objects.select_for_update(no_key=True).get(id=campaign.id)


def is_open(campaign: Campaign, at: datetime) -> bool:
    """Whether anything can be ordered. After success a crowdfunding campaign may go on as a pre-order.

    Who came before the last moment and waited for the lock while it was decided is late for the pledge, and is
    told so instead of being sold something else.
    """
    if Closing.objects.filter(campaign=campaign, at__lte=at).exists():
        return False
    if campaign.way == "crowdfunding" and (outcome := Outcome.objects.filter(campaign=campaign).first()):
        goal = Goal.objects.get(campaign=campaign)
        until = goal.late_until if outcome.verdict == "succeeded" else None
        return bool(until and campaign.closes_at <= at < until)
    return campaign.opens_at <= at < campaign.closes_at


def unfit(
    campaign: Campaign,
    wishes: Sequence[tuple[str, int, int, int]],
    offers: Mapping[int, Offer],
    *,
    known: Collection[str],
    at: datetime,
) -> dict[str, str]:
    """Wishes (key, fan, offer, quantity) that a tier's window or the limit over all pools refuses: key → why.

    Known keys are never refused here: who asks again gets the answer of the first time.
    """
    book = order_queries.book_of(f"campaigns.campaign:{campaign.id}")
    held = held_by(book.id, {fan for _key, fan, _offer, _quantity in wishes}) if book else {}
    limited = any(offer.tier and offer.tier.limit_per_person for offer in offers.values())
    in_tiers = defaultdict(int, pledged_in_tiers(campaign.id, held) if limited else {})
    refused: dict[str, str] = {}
    for key, fan, offer_id, quantity in wishes:
        if key in known or key in refused:
            continue
        tier = offers[offer_id].tier
        where = tier_phase(at, opens_at=tier.opens_at, closes_at=tier.closes_at, left=1) if tier else "open"
        if where != "open":
            refused[key] = f"tier_{where}"
        elif held.get(fan, 0) + quantity > campaign.limit_per_person:
            refused[key] = "limit"
        elif tier and _is_over(tier, held.get(fan, 0) + quantity, _elsewhere(in_tiers, fan, tier)):
            refused[key] = "tier_limit"
        else:
            held[fan] = held.get(fan, 0) + quantity
            in_tiers[fan, tier.id if tier else 0] += quantity
    return refused


def _is_over(tier: Tier, held: int, in_others: int) -> bool:
    """What somebody holds and did not pledge in another tier counts in this one: late orders say no tier."""
    return tier.limit_per_person is not None and held - in_others > tier.limit_per_person


def _elsewhere(in_tiers: Mapping[tuple[int, int], int], fan: int, tier: Tier) -> int:
    return sum(pieces for (who, where), pieces in in_tiers.items() if who == fan and where != tier.id)


def write_pledges(
    placed: Mapping[str, int], chosen: Mapping[str, int], *, provider: str, at: datetime
) -> None:
    """Pledges of these orders: key → order id, and key → offer id. Written again, the first stand."""
    Pledge.objects.bulk_create(
        [
            Pledge(order_id=order, offer_id=chosen[key], provider=provider or DEFAULT_PROVIDER, at=at)
            for key, order in placed.items()
            if key in chosen
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )
