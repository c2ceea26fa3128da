"""A held claim becomes an order, and what is paid in time is the fan's own."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import NewDeed, notify, record_deeds
from fanloop.people.fans.queries import Fan
from fanloop.selling.campaigns.actions.eligible import ask, ask_drop
from fanloop.selling.campaigns.actions.promising import follow_packing
from fanloop.selling.campaigns.models import LineEnd, LineOffer, Offer
from fanloop.selling.campaigns.queries import ref_of
from fanloop.selling.campaigns.queries.drops import drop_of, source_key
from fanloop.selling.campaigns.rules.price import plan
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries as order_queries
from fanloop.selling.orders.queries import Order
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock import queries as stock_queries
from fanloop.selling.stock.queries import Claim

_STEM = source_key(0).removesuffix("0")
GRACE = timedelta(minutes=30)
"""Who has chosen gets at least so long to pay."""
_LOOK_BACK = timedelta(days=1)


@transaction.atomic
def order_claim(
    *, claim: Claim, offer: Offer, fan: Fan, at: datetime, provider: str = "", is_invited: bool = False
) -> Order:
    """Make an order of a claim that is held: which variant, and with a `provider` the first instalment is asked at once.

    The hold lasts until it is paid for, at least half an hour from here. Ordered again, the first order is returned.
    `at` is PostgreSQL's moment (`stock.queries.deciding_now`), which wrote until when the hold lasts: a host whose clock
    is wrong refuses nobody in time and serves nobody late.
    What a drop's published rules ask is asked here once more, unless a code let the fan in (`is_invited`).
    Raises Refused for who was taken out of the drop, a claim of somebody else or of another pool, for whom the rules leave out, and when the hold is over.
    """
    key = source_key(claim.id)
    if known := order_queries.ids_by_source([key]):
        return order_queries.by_id(known[key])
    if claim.fan_id != fan.id or claim.pool_id != offer.pool_id:
        raise Refused(_("This place is not yours."))
    until = stock_queries.holds_of([claim.id]).get(claim.id)
    mine = stock_queries.mine(claim.pool_id, fan.id)
    if (until and until <= at) or not (until or (mine and mine.id == claim.id)):
        raise Refused(_("The time to order is over, and the piece went to the next one."))
    if drop := drop_of(offer.campaign):
        ask_drop(drop, fan)
    if drop and not is_invited:
        ask(drop.rules["who"], fan, at)
    book = order_queries.book_of(ref_of(offer.campaign))
    assert book is not None  # opened with the campaign
    placed = orders.place_orders(book=book, drafts=[_draft(claim, offer, at)], at=at)
    follow_packing(campaign=offer.campaign, order_ids=placed.ids.values(), at=at)
    order = order_queries.by_id(placed.ids[key])
    stock.extend(claims=[claim.id], until=at + GRACE, at=at)
    if waited := LineOffer.objects.filter(claim=claim).first():
        LineEnd.objects.get_or_create(entry=waited.entry, defaults={"how": "taken", "at": at})
    notify(
        [fan.id], kind="order_placed", data={"number": order.number, "place": order.place}, about=ref(order), at=at,
        key_prefix=f"order_placed:{order.id}",
    )  # fmt: skip
    record_deeds([NewDeed(fan.id, at.date(), "order", 1, ref(order))], at=at)
    if provider:
        orders.ask_due(order=order, position=0, provider=provider, at=at)
        confirm_paid(order_ids=[order.id], at=at)
    return order


@transaction.atomic
def confirm_paid(*, order_ids: Collection[int], at: datetime) -> int:
    """What is paid is no longer held but owned; return how many. Money that came after the piece was gone goes back."""
    rows = [row for row in order_queries.by_ids(order_ids) if (row.source_key or "").startswith(_STEM)]
    if not rows:
        return 0
    orders.enter_paid_states(orders=[row.id for row in rows], at=at)
    states = order_queries.present_states([row.id for row in rows])
    paid = {
        int((row.source_key or "").removeprefix(_STEM)): row
        for row in rows
        if states[row.id] not in {"placed", "cancelled"}
    }
    owned = stock.confirm(claims=paid, at=at)
    for claim in sorted(paid.keys() - owned):
        orders.cancel(
            order=paid[claim], by=None, at=at, why=gettext_noop("the money came after the hold was over")
        )
    return len(owned)


@transaction.atomic
def cancel_lapsed(*, pool: int, at: datetime) -> int:
    """Orders whose piece went back because nobody paid in time are over; return how many."""
    gone = stock_queries.given_back(pool, since=at - _LOOK_BACK)
    found = order_queries.ids_by_source([source_key(claim) for claim in gone])
    states = order_queries.present_states(list(found.values()))
    over = sorted(id_ for id_, state in states.items() if state == "placed")
    for id_ in over:
        orders.cancel(
            order=order_queries.by_id(id_),
            by=None,
            at=at,
            why=gettext_noop("not paid while the piece was held"),
        )
    return len(over)


def _draft(claim: Claim, offer: Offer, at: datetime) -> orders.Draft:
    parts = plan(
        price=offer.price_minor, deposit=offer.deposit_minor, quantity=claim.quantity, today=at.date(),
        balance_due=offer.campaign.packed_about,
    )  # fmt: skip
    line = orders.DraftLine(offer.variant_id, claim.quantity, offer.price_minor, claim.id)
    return orders.Draft(
        source_key(claim.id), claim.fan_id, offer.market_id, offer.currency, claim.number, (line,), tuple(parts),
        offer.campaign.replay,
    )  # fmt: skip
