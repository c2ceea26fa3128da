"""Partners who sell for the maker: a pool and a price of their own, orders under their own numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.money import Instalment
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.people.partners.queries import Partner, contact_fan_ids
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.addresses import set_address
from fanloop.selling.orders.actions.paying import ask_due
from fanloop.selling.orders.actions.placing import Draft, DraftLine, open_book, place_orders
from fanloop.selling.orders.models import Channel, ChannelOrder, ChannelPrice, Order
from fanloop.selling.orders.queries.channels import prices_of
from fanloop.selling.orders.rules.channel_orders import Asked
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.stock import actions as stock
from fanloop.things.products.queries import Variant


@dataclass(frozen=True)
class Placed:
    """What came of a partner's orders, by reference: placed now, known before, and refused with a code."""

    fresh: Mapping[str, Order]
    known: Mapping[str, Order]
    refused: Mapping[str, str]


@transaction.atomic
def open_channel(
    *, partner: Partner, market: Market, pieces: int, by: Member | None, at: datetime
) -> Channel:
    """Let a partner sell up to `pieces` in a market. Opened again, the first channel is returned.

    Raises Refused for a partner nobody speaks for: an order needs a person behind it.
    """
    if known := Channel.objects.filter(partner=partner, market=market).first():
        return known
    if not contact_fan_ids([partner.id]).get(partner.id):
        raise Refused(_("Nobody speaks for %(name)s yet. Invite a contact first.") % {"name": partner.name})
    origin = f"{ref(partner)}/{market.code}"
    pool = stock.open_pool(about=origin, total=pieces, at=at)
    code = f"P{partner.id}-{market.code.upper()}"
    book = open_book(origin=origin, code=code, name={"en": partner.name}, causes=[ref(partner)], at=at)
    return Channel.objects.create(partner=partner, market=market, pool=pool, book=book, by=by, at=at)


@transaction.atomic
def agree_price(
    *, channel: Channel, variant: Variant, minor: int, by: Member | None, at: datetime
) -> ChannelPrice:
    """From now on a piece costs the partner this much, tax inside. Orders placed before keep theirs."""
    if minor <= 0:
        raise Refused(_("A price is more than nothing."))
    now = ChannelPrice.objects.filter(channel=channel, variant=variant, ended_at=None)
    if (held := now.first()) and held.unit_minor == minor:
        return held
    now.update(ended_at=at)
    return ChannelPrice.objects.create(channel=channel, variant=variant, unit_minor=minor, by=by, at=at)


@transaction.atomic
def place_channel_orders(*, channel: Channel, asked: Sequence[Asked], by: Fan | None, at: datetime) -> Placed:
    """Place a partner's orders, each under the partner's own number; sent again, nothing is placed twice.

    Orders are claimed one after the other out of the channel's pool; what no longer fits is refused and the
    rest stands. A balance is asked by transfer.
    """
    Channel.objects.select_for_update(no_key=True).get(id=channel.id)
    rows = ChannelOrder.objects.filter(channel=channel, reference__in=[each.reference for each in asked])
    known = {row.reference: row.order for row in rows.select_related("order")}
    fresh, refused = {}, {}
    buyer = by.id if by else contact_fan_ids([channel.partner_id])[channel.partner_id][0]
    for each in asked:
        if each.reference in known or each.reference in fresh:
            continue
        if placed := _place(channel, each, buyer, by=by, at=at):
            fresh[each.reference] = placed
        else:
            refused[each.reference] = "sold_out"
    return Placed(fresh, known, refused)


def _place(channel: Channel, asked: Asked, buyer: int, *, by: Fan | None, at: datetime) -> Order | None:
    """One order with its claim, address, plan and reference; None when the pool does not hold so many."""
    key = f"channel:{channel.id}:{asked.reference}"
    request = stock.Request(buyer, None, asked.pieces, key)
    [outcome] = stock.claim(pool=channel.pool_id, requests=[request], at=at)
    if not outcome.granted:
        return None
    prices = prices_of(channel)
    lines = tuple(
        DraftLine(prices[sku].variant_id, quantity, prices[sku].unit_minor, outcome.claim_id)
        for sku, quantity in asked.lines
    )
    total = sum(line.quantity * line.unit_minor for line in lines)
    draft = Draft(
        key, buyer, channel.market_id, channel.market.currency, outcome.number, lines,
        (Instalment("balance", total, None),),
    )  # fmt: skip
    order = Order.objects.get(id=place_orders(book=channel.book, drafts=[draft], at=at).ids[key])
    ChannelOrder.objects.create(order=order, channel=channel, reference=asked.reference, by=by, at=at)
    set_address(order=order, kind="delivery", country=asked.country, values=dict(asked.address), by=by, at=at)
    ask_due(order=order, position=0, provider="transfer", at=at)
    return order
