"""What can be ordered ahead, for how much, and how full it is."""

from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fanloop.api.answers import Amount, Leaf, PageNumber, Slug, leaf, may_answer
from fanloop.api.callers import ANYBODY
from fanloop.api.problems import not_found
from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.selling.campaigns import queries
from fanloop.selling.campaigns.queries import Offer, Progress
from fanloop.selling.campaigns.queries.crowd import Crowd, crowd
from fanloop.selling.campaigns.queries.promises import promise_changes

router = Router(tags=["campaigns"], auth=ANYBODY)
SIZE = 20


class GoalCard(Schema):
    """What must be pledged by `closes_at`. Amounts are pieces, or minor units of `currency` for a goal in money."""

    unit: str = Field(description="pieces or money.")
    threshold: int
    counted: int = Field(description="Pledged now; after the deadline what it found.")
    currency: str
    flexible: bool = Field(description="Whether pledges are charged even below the goal.")
    pledges: int
    verdict: str = Field(description="Empty while it runs; then succeeded, missed or withdrawn.")
    collected: list[Amount] = Field(description="What has really come, after a success.")


class CampaignCard(Schema):
    """A campaign as it stands now. `promise_from` and `promise_to` are the days it is with the fan."""

    ref: str
    way: str = Field(description="preorder, crowdfunding, drop or stock.")
    slug: str
    title: str
    line: str
    phase: str = Field(description="soon, open, full or closed.")
    opens_at: datetime
    closes_at: datetime
    promise_from: date
    promise_to: date
    pieces_ordered: int
    pieces_in_all: int
    orders: int
    mark: str = Field(description="replay or staged, where it is not the real thing.")


class CampaignPage(Leaf):
    items: list[CampaignCard]


class OfferCard(Schema):
    """One variant in one market; prices contain the market's tax."""

    sku: str
    name: str
    market: str
    price: Amount
    deposit: Amount


class Hour(Schema):
    """Pieces ordered by the end of an hour, all hours before it included."""

    at: datetime
    pieces: int


class MovedPromise(Schema):
    """The promised days moved, and why."""

    at: datetime
    old_from: date
    old_to: date
    new_from: date
    new_to: date
    because: str


class CampaignWhole(CampaignCard):
    words: str
    goal: GoalCard | None = Field(description="Crowdfunding alone has one.")
    promises: list[MovedPromise] = Field(description="Every move of the promise, the first one first.")
    limit_per_person: int
    offers: list[OfferCard]
    curve: list[Hour]


@router.get("/campaigns", response=may_answer(CampaignPage), summary="Campaigns")
def list_campaigns(request: HttpRequest, page: PageNumber = 1) -> dict[str, Any]:
    """All campaigns, the newest first."""
    found = Paginator(queries.campaigns(), SIZE).get_page(page)
    return leaf(request, found, [_card(row) for row in queries.progresses(found, clock.now())])


@router.get("/campaigns/{slug}", response=may_answer(CampaignWhole, 404), summary="One campaign")
def get_campaign(request: HttpRequest, slug: Slug) -> CampaignWhole:  # noqa: ARG001 -- the same for everybody
    """A campaign with its offers and its order curve."""
    campaign = queries.campaign(slug)
    if campaign is None:
        raise not_found()
    card = _card(queries.progress(campaign, clock.now())).model_dump()
    offers = [_offer(offer) for offer in queries.offers(campaign.id)]
    curve = [Hour(at=at, pieces=pieces) for at, pieces in queries.curve(campaign)]
    limit = queries.limit_of(campaign)
    return CampaignWhole(
        **card, words=read(campaign.words), limit_per_person=limit, offers=offers, curve=curve,
        goal=_goal(crowd(campaign, clock.now())),
        promises=[MovedPromise.model_validate(row) for row in promise_changes(campaign.id)],
    )  # fmt: skip


def _goal(found: Crowd | None) -> GoalCard | None:
    if found is None:
        return None
    return GoalCard(
        unit=found.goal.unit,
        threshold=found.goal.threshold,
        counted=found.reach.counted,
        currency=found.goal.currency,
        flexible=found.goal.flexible,
        pledges=found.pledges,
        verdict=found.outcome.verdict if found.outcome else "",
        collected=[Amount.of(each) for each in found.collected],
    )


def _card(row: Progress) -> CampaignCard:
    campaign = row.campaign
    return CampaignCard(
        ref=f"campaigns.campaign:{campaign.id}",
        way=campaign.way,
        slug=campaign.slug,
        title=read(campaign.title),
        line=read(campaign.line.name),
        phase=row.phase,
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        promise_from=campaign.promise_from,
        promise_to=campaign.promise_to,
        pieces_ordered=row.fill.ordered,
        pieces_in_all=row.fill.total,
        orders=row.orders,
        mark=queries.mark_of(campaign),
    )


def _offer(offer: Offer) -> OfferCard:
    return OfferCard(
        sku=offer.variant.sku,
        name=read(offer.variant.name),
        market=offer.market.code,
        price=Amount.of(queries.price(offer)),
        deposit=Amount.of(queries.deposit(offer)),
    )
