"""Every write of campaigns. One pre-order and a batch of a replay go through the same claim."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, trail
from fanloop.foundation.money import Instalment
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import NewDeed, notify, record_deeds
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.deadline import withdraw
from fanloop.selling.campaigns.actions.eligible import ask_campaign
from fanloop.selling.campaigns.actions.goals import (
    NewGoal,
    NewStretch,
    NewTier,
    Plan,
    add_stretch,
    check,
    check_new_tier,
    write_goal,
    write_tiers,
)
from fanloop.selling.campaigns.actions.missing import missed
from fanloop.selling.campaigns.actions.opening import begin
from fanloop.selling.campaigns.actions.pledging import is_open, lock, unfit, write_pledges
from fanloop.selling.campaigns.actions.pricing import apply_price_steps
from fanloop.selling.campaigns.actions.promising import follow_packing
from fanloop.selling.campaigns.facts import CampaignClosed
from fanloop.selling.campaigns.models import Campaign, Closing, Offer, Tier
from fanloop.selling.campaigns.queries import ref_of
from fanloop.selling.campaigns.queries.running import takes_pledges
from fanloop.selling.campaigns.rules.price import is_offer, plan, pledge_plan
from fanloop.selling.campaigns.rules.refusals import Refused, SoldOut
from fanloop.selling.campaigns.rules.ways import Way
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries as order_queries
from fanloop.selling.orders.queries import Order
from fanloop.selling.payments import actions as payments
from fanloop.selling.stock import actions as stock
from fanloop.things.products.queries import Line, Variant

__all__ = [
    "NewGoal",
    "NewOffer",
    "NewStretch",
    "NewTier",
    "Placed",
    "Refused",
    "SoldOut",
    "Wish",
    "add_stretch",
    "add_tier",
    "close_campaign",
    "open_campaign",
    "preorder",
    "preorder_set",
]


@dataclass(frozen=True)
class NewOffer:
    """One variant in one market; money in minor units of the market's currency, tax inside."""

    variant: Variant
    market: Market
    price_minor: int
    deposit_minor: int
    tier: int | None = None
    """Which of the campaign's tiers it stands on, by place; none where there are no tiers."""


@dataclass(frozen=True)
class Wish:
    """A fan wants `quantity` of an offer; `key` makes wishing twice harmless."""

    fan_id: int
    offer_id: int
    quantity: int
    key: str
    instalments: int = 1
    """In how many parts, as far as the offer allows."""


@dataclass(frozen=True)
class Placed:
    """What became of a set of wishes: order ids by key, refusals by key; `fresh` orders and `deposits` are new."""

    orders: Mapping[str, int]
    refused: Mapping[str, str]
    fresh: int
    deposits: int


@transaction.atomic
def open_campaign(
    *,
    line: Line,
    slug: str,
    title: Mapping[str, str],
    words: Mapping[str, str],
    offers: Sequence[NewOffer],
    causes: Collection[str],
    pool_total: int,
    opens_at: datetime,
    closes_at: datetime,
    promise_from: date,
    promise_to: date,
    by: Member | None,
    at: datetime,
    packed_about: date | None = None,
    limit_per_person: int = 3,
    staged: bool = False,
    replay: bool = False,
    way: Way = "preorder",
    goal: NewGoal | None = None,
    tiers: Sequence[NewTier] = (),
    instalments: int = 1,
) -> Campaign:
    """Offer something to the public because of accepted needs (`causes`, references).

    Opens the pools and the book and writes the arrows. A moment that lies ahead plans it: its page stands as a teaser, and
    the clock opens it. Opened again under its slug, the first is returned.
    What a deposit leaves may be paid in up to `instalments` monthly parts.
    Raises Refused for an offer without price, without a promise behind it, or that closes before it opens, and
    for a goal that nobody could reach.
    """
    if known := Campaign.objects.filter(slug=slug).first():
        return known
    _check(offers, causes, opens=(opens_at, closes_at), promise=(promise_from, promise_to))
    check(
        Plan(
            way, goal, tiers, [each.tier for each in offers], frozenset(each.market.currency for each in offers),
            pool_total, opens_at, closes_at,
        )
    )  # fmt: skip
    campaign = Campaign.objects.create(
        line=line, slug=slug, title=dict(title), words=dict(words), opens_at=opens_at, closes_at=closes_at,
        promise_from=promise_from, promise_to=promise_to, packed_about=packed_about,
        limit_per_person=limit_per_person, way=way, replay=replay, staged=staged, by=by, at=at,
    )  # fmt: skip
    trail.because(ref(campaign), dict.fromkeys(causes), at=at)
    pool = stock.open_pool(about=ref(campaign), total=pool_total, at=at, opens_at=opens_at)
    if goal:
        write_goal(campaign, goal, by=by, at=at)
    shelves = write_tiers(campaign, tiers, main=pool.id, at=at)
    orders.open_book(
        origin=ref(campaign), code=_code(slug), name=title, causes=[ref(campaign)], at=at, replay=replay
    )
    _write_offers(campaign, offers, [(None, pool.id), *shelves], instalments=instalments)
    if opens_at <= at:
        begin(campaign=campaign, at=at)
    return campaign


def _write_offers(
    campaign: Campaign,
    offers: Sequence[NewOffer],
    shelves: Sequence[tuple[Tier | None, int]],
    *,
    instalments: int = 1,
) -> None:
    """`shelves` begins with the campaign's own pool; the tiers follow in their order."""
    rows = []
    for place, each in enumerate(offers):
        tier, pool = shelves[0 if each.tier is None else each.tier + 1]
        rows.append(
            Offer(
                campaign=campaign, variant=each.variant, market=each.market, price_minor=each.price_minor,
                deposit_minor=each.deposit_minor, currency=each.market.currency, tier=tier, pool_id=pool,
                position=place, instalments=instalments,
            )
        )  # fmt: skip
    Offer.objects.bulk_create(rows)


def preorder(
    *, offer: Offer, fan: Fan, quantity: int, at: datetime, key: str, provider: str = "", instalments: int = 1
) -> Order:
    """One fan orders: claim, order, payment plan and, with a `provider`, the deposit, in one transaction.

    A pledge keeps its `provider` for the day of success; nothing is charged before. The same `key` returns the same order. Raises Refused in words a fan can act on.
    """
    with transaction.atomic():
        ask_campaign(offer.campaign, fan, at)
        wish = Wish(fan.id, offer.id, quantity, key, instalments)
        is_pledge = takes_pledges(offer.campaign, at)
        placed = preorder_set(
            campaign=offer.campaign, wishes=[wish], at=at, provider=provider if is_pledge else ""
        )
        if why := placed.refused.get(key):
            words = refusal(why, offer.campaign)
            raise SoldOut(words, [missed(offer, quantity)]) if why == "sold_out" else Refused(words)
        sheet = order_queries.by_id(placed.orders[key])
        notify(
            [fan.id], kind="order_pledged" if is_pledge else "order_placed",
            data={"number": sheet.number, "place": sheet.place}, about=ref(sheet), at=at,
            key_prefix=f"order_placed:{sheet.id}",
        )  # fmt: skip
        record_deeds([NewDeed(fan.id, at.date(), "order", 1, ref(sheet))], at=at)
        if provider and not is_pledge:
            orders.ask_due(order=sheet, position=0, provider=provider, at=at)
    return sheet


@transaction.atomic
def preorder_set(
    *,
    campaign: Campaign,
    wishes: Sequence[Wish],
    at: datetime,
    provider: str = "sandbox",
    places: Mapping[str, int] | None = None,
) -> Placed:
    """A batch of pre-orders through one claim; with a `provider` that pays at once, deposits come with them.

    Before the last moment of a crowdfunding campaign they are pledges, which only note the provider. `places`
    are places in the queue that fans have already, by key. One lock on the pool, one on the book, a handful of statements for the set, one fact of orders and one of
    money. Repeated wishes find their orders. Raises Refused when the campaign is not open at `at`.
    """
    apply_price_steps(at=at, campaign=campaign.id)
    offers = {
        row.id: row
        for row in Offer.objects.select_related("market", "tier").filter(id__in={w.offer_id for w in wishes})
    }
    shares = campaign.way == "crowdfunding" or any(offer.tier_id for offer in offers.values())
    row = lock(campaign) if shares else campaign
    if campaign.way == "drop":
        raise Refused(_("This is sold in a drop. Come to its page."))
    if not is_open(row, at):
        raise Refused(
            _("It is not open yet. Its page says when.") if at < row.opens_at else _("This offer is closed.")
        )
    refused = _unfit(row, wishes, offers, at) if shares else {}
    outcomes = _claim(row, [wish for wish in wishes if wish.key not in refused], offers, at)
    refused |= {key: outcome.why for key, outcome in outcomes.items() if not outcome.granted}
    granted = [wish for wish in _once(wishes) if wish.key not in refused]
    book = order_queries.book_of(ref_of(campaign))
    assert book is not None
    given = _places(granted, outcomes, after=book.sequence if shares else None) | dict(places or {})
    drafts = [
        _draft(row, w, offers[w.offer_id], claim=outcomes[w.key].claim_id, place=given[w.key], at=at)
        for w in granted
    ]
    placed = orders.place_orders(book=book, drafts=drafts, at=at)
    follow_packing(campaign=row, order_ids=placed.ids.values(), at=at)
    if takes_pledges(row, at):
        write_pledges(placed.ids, {w.key: w.offer_id for w in granted}, provider=provider, at=at)
        return Placed(placed.ids, refused, placed.fresh, 0)
    paid = _take_deposits(drafts, placed.ids, provider, at) if provider else 0
    return Placed(placed.ids, refused, placed.fresh, paid)


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: Member | None, at: datetime) -> Closing:
    """End an offer. Closed again, the first closing stands. Before its last moment a crowdfunding campaign is
    given up by this: nobody is charged.
    """
    if takes_pledges(campaign, at):
        withdraw(campaign, by=by, at=at)
    closing, is_new = Closing.objects.get_or_create(campaign=campaign, defaults={"by": by, "at": at})
    if is_new:
        book = order_queries.book_of(ref(campaign))
        assert book is not None
        bus.publish(
            CampaignClosed(ref(campaign), ref(book), order_queries.totals([book.id])[book.id][1]), at=at
        )
    return closing


def _check(
    offers: Sequence[NewOffer],
    causes: Collection[str],
    *,
    opens: tuple[datetime, datetime],
    promise: tuple[date, date],
) -> None:
    if not causes:
        raise Refused(_("A campaign rests on at least one accepted need. Choose one."))
    if not offers:
        raise Refused(_("Choose at least one variant and give it a price."))
    if not all(is_offer(price=each.price_minor, deposit=each.deposit_minor) for each in offers):
        raise Refused(_("Give each variant a price, and a deposit that is not larger."))
    if opens[1] <= opens[0]:
        raise Refused(_("A campaign closes after it opens."))
    if promise[1] < promise[0]:
        raise Refused(_("The promise ends on or after the day it begins."))


@transaction.atomic
def add_tier(*, campaign: Campaign, new: NewTier, offers: Sequence[NewOffer], at: datetime) -> Tier:
    """One more reward while it is planned or running, behind the others; those that stand are not touched.

    Raises Refused when the time is over, and for a tier that nobody could choose or whose currency the goal does not count.
    """
    row = lock(campaign)
    shelves = check_new_tier(row, new, offers, at)
    [(tier, pool)] = write_tiers(
        row, [new], main=shelves, at=at, first=Tier.objects.filter(campaign=row).count()
    )
    _write_offers(row, [replace(each, tier=0) for each in offers], [(None, shelves), (tier, pool)])
    trail.because(ref(tier), {ref(row): None}, at=at)
    return tier


def _code(slug: str) -> str:
    return slug.upper().replace("-", "")[:24]


def _once(wishes: Sequence[Wish]) -> list[Wish]:
    return list({wish.key: wish for wish in reversed(wishes)}.values())[::-1]


def _claim(
    campaign: Campaign, wishes: Sequence[Wish], offers: Mapping[int, Offer], at: datetime
) -> dict[str, stock.Outcome]:
    """Wishes for offers of one pool are one claim, so the person's limit counts across variants."""
    pools = {offers[wish.offer_id].pool_id for wish in wishes}
    requests = [stock.Request(wish.fan_id, None, wish.quantity, wish.key) for wish in wishes]
    found: dict[str, stock.Outcome] = {}
    for pool in sorted(pools):
        mine = [
            each for each, wish in zip(requests, wishes, strict=True) if offers[wish.offer_id].pool_id == pool
        ]
        answers = stock.claim(pool=pool, requests=mine, at=at, limit=campaign.limit_per_person)
        found |= {answer.key: answer for answer in answers}
    return found


def _unfit(
    campaign: Campaign, wishes: Sequence[Wish], offers: Mapping[int, Offer], at: datetime
) -> dict[str, str]:
    known = order_queries.ids_by_source([wish.key for wish in wishes])
    asked = [(wish.key, wish.fan_id, wish.offer_id, wish.quantity) for wish in wishes]
    return unfit(campaign, asked, offers, known=known, at=at)


def _places(
    granted: Sequence[Wish], outcomes: Mapping[str, stock.Outcome], *, after: int | None
) -> dict[str, int]:
    """The place in the queue by key: the claim's number in one pool; over several, one after the other."""
    if after is None:
        return {wish.key: outcomes[wish.key].number for wish in granted}
    fresh = [wish.key for wish in granted if not outcomes[wish.key].is_repeat]
    return {wish.key: 0 for wish in granted} | {key: after + n for n, key in enumerate(fresh, 1)}


def _plan(campaign: Campaign, wish: Wish, offer: Offer, at: datetime) -> Sequence[Instalment]:
    if takes_pledges(campaign, at):
        return pledge_plan(price=offer.price_minor, quantity=wish.quantity)
    return plan(
        price=offer.price_minor, deposit=offer.deposit_minor, quantity=wish.quantity,
        today=at.date(), balance_due=campaign.packed_about,
        instalments=min(max(wish.instalments, 1), offer.instalments),
    )  # fmt: skip


def _draft(
    campaign: Campaign, wish: Wish, offer: Offer, *, claim: int, place: int, at: datetime
) -> orders.Draft:
    line = orders.DraftLine(offer.variant_id, wish.quantity, offer.price_minor, claim)
    return orders.Draft(
        wish.key,
        wish.fan_id,
        offer.market_id,
        offer.currency,
        place,
        (line,),
        tuple(_plan(campaign, wish, offer, at)),
        campaign.replay,
    )


def _take_deposits(
    drafts: Sequence[orders.Draft], placed: Mapping[str, int], provider: str, at: datetime
) -> int:
    """Ask for each first instalment and settle it: for providers that pay at once, such as the sandbox."""
    firsts = {placed[d.key]: (d.fan_id, d.currency, d.plan[0]) for d in drafts if d.plan[0].kind == "deposit"}
    asked = orders.ask_set(orders=firsts, provider=provider, at=at)
    return len(payments.settle(payments=asked, by=None, at=at))


def refusal(why: str, campaign: Campaign) -> str:
    """Why a wish was refused, in words a fan can act on."""
    if why == "sold_out":
        return _("Not so many are left. Order fewer, or wait until somebody steps out.")
    if why in {"tier_soon", "tier_over"}:
        return _("This tier is not open now. Choose another.")
    if why == "tier_limit":
        return _("One person can have no more of this tier. Choose another, or fewer.")
    if why == "limit":
        return _("One person can order %(limit)s. You have that many.") % {"limit": campaign.limit_per_person}
    return _("This order was cancelled. Order again from the campaign's page.")
