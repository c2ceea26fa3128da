"""A crowdfunding campaign to test on: an early bird of two, a tier without a number, a goal of five pieces."""

from datetime import date, timedelta
from decimal import Decimal

from fanloop.selling.campaigns.actions import NewGoal, NewOffer, NewStretch, NewTier, open_campaign, preorder
from fanloop.selling.campaigns.queries import Campaign, offers
from tests.selling.world import NOON, Shop, fan

ENDS = NOON + timedelta(days=10)
LATER = NOON + timedelta(hours=6)
EARLY = NewTier(
    {"en": "First night"},
    {"en": "Two of them, a little cheaper."},
    total=2,
    closes_at=NOON + timedelta(days=2),
)
PLAIN = NewTier({"en": "The lamp"}, {"en": "One lamp for outdoors."})


def goal(**more) -> NewGoal:
    said = {
        "unit": "pieces", "threshold": 5, "stretches": [NewStretch(8, {"en": "A second colour"}, {"en": "Moss."})],
        "late_until": ENDS + timedelta(days=30),
    }  # fmt: skip
    return NewGoal(**said | more)


def in_money(threshold: int = 50_000, **more) -> NewGoal:
    return goal(
        unit="money", threshold=threshold, currency="EUR", rates={"USD": Decimal("0.9")}, stretches=[], **more
    )


def porch(
    house: Shop,
    *,
    what: NewGoal | None = None,
    slug: str = "porch",
    limit: int = 3,
    price: int = 10_000,
    **more,
) -> Campaign:
    """Opened at noon, until ten days later; early birds cost 80, the others 100."""
    tiers = [EARLY, PLAIN]
    said = {
        "line": house.line, "slug": slug, "title": {"en": "Porch"}, "words": {"en": "For outdoors."},
        "offers": [
            NewOffer(house.oak, market, price, 0, tier)
            for tier, price in ((0, 8_000), (1, price))
            for market in (house.eu, house.us)
        ],
        "causes": ["voices.acceptance:1"], "pool_total": 20, "opens_at": NOON, "closes_at": ENDS,
        "promise_from": date(2027, 4, 1), "promise_to": date(2027, 4, 30), "packed_about": date(2027, 3, 20),
        "limit_per_person": limit, "by": house.member, "at": NOON, "way": "crowdfunding",
        "goal": what or goal(), "tiers": tiers,
    }  # fmt: skip
    return open_campaign(**said | more)


def offer(campaign: Campaign, *, early: bool = False, market: str = "eu"):
    return next(
        each
        for each in offers(campaign.id)
        if (each.price_minor == 8_000) == early and each.market.code == market
    )


def pledge(
    campaign: Campaign, *, who=None, pieces=1, early=False, at=LATER, key="", provider="sandbox", market="eu"
):
    person = who or fan()
    return preorder(
        offer=offer(campaign, early=early, market=market), fan=person, quantity=pieces, at=at,
        key=key or f"pledge:{campaign.id}:{person.id}", provider=provider,
    )  # fmt: skip
