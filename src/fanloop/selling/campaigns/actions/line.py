"""Standing in line for what is sold out. Pieces that come back are offered in order, in the transaction that frees them.

Locks are taken in one order: holds, pools, places in line.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.selling.campaigns.actions.claiming import order_claim
from fanloop.selling.campaigns.actions.eligible import ask, ask_campaign, ask_drop
from fanloop.selling.campaigns.actions.pledging import is_open, lock
from fanloop.selling.campaigns.models import Campaign, LineEnd, LineEntry, LineOffer, Offer
from fanloop.selling.campaigns.queries import limit_of
from fanloop.selling.campaigns.queries import line as queries
from fanloop.selling.campaigns.queries.drops import drop_of, taken_from
from fanloop.selling.campaigns.queries.line import is_open_tier
from fanloop.selling.campaigns.rules.line import Waiting, serve
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.orders.queries import Order
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock import queries as stock_queries

HELD = timedelta(hours=24)
DECLINED = "declined in line"
_AT_ONCE = 500


@transaction.atomic
def stand_in_line(
    *, campaign: Campaign, fan: Fan, offers: Sequence[Offer], quantity: int, at: datetime, least: int = 1
) -> LineEntry:
    """Wait for up to `quantity` pieces, no fewer than `least`, of any of these offers. Who stands there already keeps the place.

    Raises Refused in words a fan can act on, such as while pieces are free: then nobody has to wait.
    """
    row = lock(campaign)
    known = queries.mine(row, fan.id)
    if known and known.state in {"waiting", "offered"}:
        return known.entry
    if campaign.way == "crowdfunding":
        raise Refused(_("There is no line for pledges: change yours until the end."))
    if not is_open(row, at):
        raise Refused(_("This offer is closed."))
    if not offers or any(offer.campaign_id != row.id or not is_open_tier(offer.tier, at) for offer in offers):
        raise Refused(_("Choose at least one that will do."))
    if not 1 <= least <= quantity <= limit_of(row):
        raise Refused(_("Ask for at least one piece, and no more than one person may have."))
    ask_campaign(row, fan, at)
    if drop := drop_of(row):
        ask_drop(drop, fan)
        ask(drop.rules["who"], fan, at)
    for pool in sorted({offer.pool_id for offer in offers}):
        if stock.free_now(pool=pool, at=at) >= least:
            raise Refused(_("It is not sold out. Order it now."))
        if queries.may_hold(row, [fan.id], pool)[fan.id] < least:
            raise Refused(_("One person can order %(limit)s. You have that many.") % {"limit": limit_of(row)})
    _note(offers, fan, quantity, at)
    return LineEntry.objects.create(
        campaign=row, fan=fan, offers=[offer.id for offer in offers], quantity=quantity, least=least, at=at
    )


@transaction.atomic
def leave(*, entry: LineEntry, at: datetime) -> LineEnd:
    """Step out of the line, or let go what is offered. Left again, nothing happens."""
    if queries.open_offers().filter(entry=entry).exists():
        return decline(entry=entry, at=at)
    LineEntry.objects.select_for_update(no_key=True).get(id=entry.id)
    if known := LineEnd.objects.filter(entry=entry).first():
        return known
    if LineOffer.objects.filter(entry=entry).exists():
        raise Refused(_("Something was offered to you this moment. Look at it first."))
    return LineEnd.objects.create(entry=entry, how="left", at=at)


@transaction.atomic
def decline(*, entry: LineEntry, at: datetime) -> LineEnd:
    """Let go what is offered; the next one is asked at once. Raises Refused where nothing is offered."""
    offer = LineOffer.objects.filter(entry=entry).first()
    if offer is None:
        raise Refused(_("Nothing is offered to you now."))
    known = LineEnd.objects.filter(entry=entry).first()
    if known and known.how == "taken":
        raise Refused(_("It is ordered already. Step out on the order's page."))
    if not known and not stock.release_held(claims=[offer.claim_id], at=at, why=DECLINED):
        raise Refused(_("It is ordered already. Step out on the order's page."))
    return LineEnd.objects.get(entry=entry)


@transaction.atomic
def take(*, entry: LineEntry, offer: Offer, fan: Fan, at: datetime, provider: str = "") -> Order:
    """Order what is offered, one of those the entry named. Taken again, the first order is returned.

    Raises Refused for somebody else's offer and once the day is over.
    """
    found = LineOffer.objects.select_related("claim").filter(entry=entry).first()
    if found is None or entry.fan_id != fan.id or offer.id not in entry.offers:
        raise Refused(_("Nothing is offered to you now."))
    order = order_claim(claim=found.claim, offer=offer, fan=fan, at=at, provider=provider)
    if entry.campaign.way != "drop" and not stock.confirm(claims=[found.claim_id], at=at):
        raise Refused(_("The time to order is over, and the piece went to the next one."))
    return order


def settle_offers(pool: int, at: datetime) -> None:
    """Offers whose pieces came back: declined by their fan, or passed because nobody answered. Under the pool's lock."""
    found = {
        row.claim_id: row
        for row in queries.open_offers().select_related("entry__campaign").filter(claim__pool=pool)
    }
    gone = stock_queries.gone(list(found))
    for claim, why in gone.items():
        entry = found[claim].entry
        how = "declined" if why == DECLINED else "passed"
        LineEnd.objects.create(entry=entry, how=how, at=at)
        if how == "passed":
            _tell(entry, "line_passed", at)


def serve_waiting(pool: int, pieces: int, at: datetime) -> int:
    """Offer at most `pieces` free pieces of a pool to those who wait, in order; return how many. Under the pool's lock."""
    left = pieces
    for campaign in queries.campaigns_of_pool(pool):
        if left and campaign.way != "crowdfunding" and is_open(campaign, at):
            left -= _serve(campaign, pool, left, at)
    return pieces - left


def forget_person(*, fan_id: int, at: datetime) -> None:
    """Who leaves the house leaves every line."""
    for each in queries.standing_in(fan_id, at):
        leave(entry=each.entry, at=at)


def _note(offers: Sequence[Offer], fan: Fan, quantity: int, at: datetime) -> None:
    """Who waits came too late, and says which ones would have done."""
    wishes: dict[int, set[str]] = defaultdict(set)
    for offer in offers:
        wishes[offer.pool_id].add(f"products.variant:{offer.variant_id}")
    misses = [stock.Miss(pool, quantity, tuple(sorted(named))) for pool, named in wishes.items()]
    stock.note_misses(misses=misses, fan_id=fan.id, door="line", at=at)


def _serve(campaign: Campaign, pool: int, pieces: int, at: datetime) -> int:
    """Of a tier whose window is over nothing is offered any more, and nothing to who was taken out of a drop."""
    drop = drop_of(campaign)
    drawn = Offer.objects.select_related("tier").filter(campaign=campaign, pool=pool)
    mine = {row.id for row in drawn if is_open_tier(row.tier, at)}
    rows = (
        queries.waiting(campaign)
        .filter(offers__overlap=list(mine))
        .exclude(fan__in=taken_from(drop) if drop else [])
        .select_for_update(no_key=True, of=("self",))
    )
    entries = {row.id: row for row in rows.select_related("campaign")[:_AT_ONCE]}
    room = queries.may_hold(campaign, [row.fan_id for row in entries.values()], pool)
    line = [Waiting(row.id, row.quantity, row.least, room[row.fan_id]) for row in entries.values()]
    return sum(_offer(entries[id_], pool, many, at) for id_, many in serve(line, pieces))


def _offer(entry: LineEntry, pool: int, pieces: int, at: datetime) -> int:
    request = stock.Request(entry.fan_id, None, pieces, f"line:{entry.id}")
    limit = limit_of(entry.campaign)
    (said,) = stock.claim(pool=pool, requests=[request], at=at, limit=limit, hold=HELD)
    if not said.granted:
        return 0
    LineOffer.objects.create(entry=entry, claim_id=said.claim_id, until=at + HELD, at=at)
    _tell(entry, "line_offered", at)
    return pieces


def _tell(entry: LineEntry, kind: str, at: datetime) -> None:
    notify(
        [entry.fan_id], kind=kind, data={"title": entry.campaign.title, "until": f"{at + HELD:%Y-%m-%d %H:%M} UTC"},
        about=ref(entry.campaign), at=at, key_prefix=f"{kind}:{entry.id}",
    )  # fmt: skip
