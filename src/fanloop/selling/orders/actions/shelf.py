"""What stands on the shelf, at which price, and what sending costs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.people.markets.queries import Market
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.placing import open_book
from fanloop.selling.orders.models import Book
from fanloop.selling.orders.models.shelf import ShelfOffer, ShelfRule, ShippingPrice
from fanloop.selling.orders.ports import eligibility
from fanloop.selling.orders.queries.carts import ORIGIN
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock import queries as pools
from fanloop.selling.stock.actions.many import grow
from fanloop.selling.stock.queries import Pool
from fanloop.things.products.queries import Variant


@transaction.atomic
def stock_up(*, variant: Variant, pieces: int, at: datetime) -> Pool:
    """Put `pieces` more of a variant on the shelf, or take free ones down when negative; all markets share them.

    Raises Refused for a shelf of nothing, and for taking down what is sold.
    """
    about = f"{ORIGIN}:{variant.id}"
    known = pools.pool_of(about)
    try:
        return (
            grow(pool=known.id, pieces=pieces, at=at)
            if known
            else stock.open_pool(about=about, total=pieces, at=at)
        )
    except stock.Refused:
        raise Refused(_("So many are not free. Take down fewer.")) from None


@transaction.atomic
def put_on_shelf(
    *,
    variant: Variant,
    market: Market,
    pool: Pool,
    unit_minor: int,
    limit: int,
    by: Member | None,
    at: datetime,
) -> ShelfOffer:
    """From now on a piece costs this much here, tax inside. What was ordered before keeps its price.

    Said again, nothing changes; with another price the offer in open carts is over, so that nobody pays a price
    they have not seen. Raises Refused for a price or a limit of nothing.
    """
    if unit_minor < 1 or limit < 1:
        raise Refused(_("A price and a limit are more than nothing."))
    now = ShelfOffer.objects.select_for_update().filter(variant=variant, market=market, ended_at=None)
    said = {"unit_minor": unit_minor, "limit_per_person": limit, "pool": pool}
    if (held := now.first()) and all(getattr(held, name) == value for name, value in said.items()):
        return held
    now.update(ended_at=at)
    return ShelfOffer.objects.create(variant=variant, market=market, **said, by=by, at=at)


@transaction.atomic
def take_down(*, offer: ShelfOffer, at: datetime) -> bool:
    """The offer is over; open carts say so. False when it was before."""
    return bool(ShelfOffer.objects.filter(id=offer.id, ended_at=None).update(ended_at=at))


@transaction.atomic
def set_shelf_rule(*, variant: Variant, who: Mapping[str, Any], by: Member | None, at: datetime) -> ShelfRule:
    """From now on these may order it from the shelf; an empty rule means everybody. Orders that stand are not asked again.

    Raises Refused for a rule that asks what nobody can answer.
    """
    if not eligibility().is_rule(who):
        raise Refused(_("Ask for a level from 0 to 4, days, markets, groups, beta work or an earlier order."))
    return ShelfRule.objects.create(variant=variant, who=dict(who), by=by, at=at)


@transaction.atomic
def price_shipping(
    *, market: Market, minor: int, free_from_minor: int | None, by: Member | None, at: datetime
) -> ShippingPrice:
    """From now on sending costs this much in a market. Orders placed before keep theirs."""
    if minor < 0 or (free_from_minor is not None and free_from_minor < 0):
        raise Refused(_("Sending costs nothing or more."))
    ShippingPrice.objects.filter(market=market, ended_at=None).update(ended_at=at)
    return ShippingPrice.objects.create(
        market=market, minor=minor, free_from_minor=free_from_minor, by=by, at=at
    )


def shop_book(*, at: datetime) -> Book:
    """The book of the shop, opened by the first order."""
    name = {"en": "From the shelf", "zh-hans": "现货"}
    return open_book(origin=ORIGIN, code="SHOP", name=name, causes=[], at=at)
