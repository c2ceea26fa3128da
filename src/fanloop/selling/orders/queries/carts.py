"""The shelf and what lies in a cart. The shelf is public; a cart is its fan's, or whoever's session knows its token."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Sum

from fanloop.foundation.money import Money
from fanloop.people.fans.queries import register_export
from fanloop.people.markets import queries as markets
from fanloop.people.markets.queries import Market
from fanloop.selling.orders.models import Book, Order, OrderLine
from fanloop.selling.orders.models.shelf import Cart, CartChange, ShelfOffer, Shipping, ShippingPrice
from fanloop.selling.orders.queries import cancelled
from fanloop.selling.orders.queries.shelf_line import offered_to
from fanloop.selling.orders.rules.carts import MOST, Change, quantities, shipping
from fanloop.selling.orders.rules.totals import Priced, total
from fanloop.selling.stock import queries as stock

__all__ = [
    "MOST",
    "Cart",
    "OnShelf",
    "ShelfOffer",
    "Shown",
    "cart",
    "on_shelf",
    "shelf_markets",
    "shipping_price",
]

ORIGIN = "orders.shelf"
"""The book of the shop: orders from carts stand in it."""


@dataclass(frozen=True)
class OnShelf:
    """An offer with how many are left; the count is of this moment, the claim decides."""

    offer: ShelfOffer
    left: int

    @property
    def price(self) -> Money:
        return Money(self.offer.unit_minor, self.offer.market.currency)


@dataclass(frozen=True)
class CartRow:
    """A line of a cart. `version` is its latest change, which a form names; `is_gone` once it left the shelf."""

    offer: ShelfOffer
    pieces: int
    left: int
    version: int

    @property
    def is_gone(self) -> bool:
        return self.offer.ended_at is not None

    @property
    def is_short(self) -> bool:
        return not self.is_gone and self.left < self.pieces

    @property
    def money(self) -> Money:
        return Money(self.offer.unit_minor * self.pieces, self.offer.market.currency)

    @property
    def price(self) -> Money:
        return Money(self.offer.unit_minor, self.offer.market.currency)


@dataclass(frozen=True)
class Shown:
    """A cart as its page shows it; amounts with tax inside, at today's rate of the market."""

    cart: Cart | None
    rows: list[CartRow]
    gone: list[CartRow]
    goods: Money
    shipping: Money
    tax: Money
    free_from: Money | None

    @property
    def total(self) -> Money:
        return self.goods + self.shipping

    @property
    def pieces(self) -> int:
        return sum(row.pieces for row in self.rows)


def shelf_markets() -> list[Market]:
    """The markets in which something stands on the shelf, by code."""
    ids = set(ShelfOffer.objects.filter(ended_at=None).values_list("market", flat=True))
    return [each for each in markets.markets() if each.id in ids]


def on_shelf(market: Market | None = None) -> list[OnShelf]:
    """What is on the shelf, in one market or in all, with what is left of each."""
    rows = ShelfOffer.objects.filter(ended_at=None).select_related("variant__line", "market", "pool")
    chosen = list((rows.filter(market=market) if market else rows).order_by("variant", "market"))
    left = stock.statuses({row.pool_id for row in chosen})
    return [OnShelf(row, left[row.pool_id].remaining) for row in chosen]


def offer(offer_id: int) -> ShelfOffer | None:
    """An offer that is on the shelf now."""
    return ShelfOffer.objects.select_related("market").filter(id=offer_id, ended_at=None).first()


def shipping_price(market: Market) -> ShippingPrice | None:
    return ShippingPrice.objects.filter(market=market, ended_at=None).first()


def shipping_of(order_id: int) -> Shipping | None:
    """What sending an order costs; None when it costs nothing."""
    return Shipping.objects.filter(order=order_id).first()


def cart(*, market: Market, fan_id: int | None, token: str) -> Cart | None:
    """The open cart of a fan, or the nameless one behind a token."""
    rows = Cart.objects.filter(market=market, ended_at=None)
    return rows.filter(fan=fan_id).first() if fan_id else rows.filter(fan=None, token=token).first()


def changes_of(row: Cart) -> list[Change]:
    rows = CartChange.objects.filter(cart=row).values_list("key", "offer", "pieces")
    return [Change(*each) for each in rows]


def raw_of(row: Cart, offer_id: int) -> tuple[int, int]:
    """(sum of the changes of one line, its latest change); (0, 0) for what was never in it."""
    found = CartChange.objects.filter(cart=row, offer=offer_id).aggregate(sum=Sum("pieces"), last=Max("id"))
    return found["sum"] or 0, found["last"] or 0


def pieces_of(row: Cart) -> dict[int, int]:
    """Offer → pieces."""
    return quantities(changes_of(row))


def shown(row: Cart | None, *, market: Market, at: datetime) -> Shown:
    """Everything a cart's page shows."""
    every = _rows(row) if row else []
    rows = [each for each in every if not each.is_gone]
    rate, currency = markets.rates_at([market], at=at)[market.id], market.currency
    goods = sum(each.money.minor for each in rows)
    price = shipping_price(market)
    send = cost_of_sending(price, goods) if rows else 0
    parts = [Priced(each.pieces, each.offer.unit_minor, rate) for each in rows]
    parts += [Priced(1, send, rate)] if send else []
    free = price.free_from_minor if price else None
    return Shown(
        row, rows, [each for each in every if each.is_gone], Money(goods, currency), Money(send, currency),
        Money(total(parts).tax if parts else 0, currency), Money(free, currency) if free is not None else None,
    )  # fmt: skip


def cost_of_sending(price: ShippingPrice | None, goods: int) -> int:
    """Minor units for sending goods worth so much; nothing while nobody has said a price."""
    return shipping(goods, minor=price.minor, free_from=price.free_from_minor) if price else 0


def _rows(row: Cart) -> list[CartRow]:
    pieces = pieces_of(row)
    offers = ShelfOffer.objects.select_related("variant__line", "market").in_bulk(pieces)
    last = dict(CartChange.objects.filter(cart=row).values_list("offer").annotate(last=Max("id")))
    left = stock.statuses({each.pool_id for each in offers.values()})
    return [
        CartRow(offers[id_], count, left[offers[id_].pool_id].remaining, last[id_])
        for id_, count in pieces.items()
    ]


def held_of(fan_id: int, offers: Collection[ShelfOffer]) -> Mapping[int, int]:
    """Offer → pieces of its variant that a fan has in open orders of the shop, or that the line holds for them."""
    book = Book.objects.filter(origin=ORIGIN).first()
    rows = OrderLine.objects.filter(order__in=Order.objects.filter(~cancelled(), book=book, fan=fan_id))
    by_variant = dict(rows.values_list("variant").annotate(pieces=Sum("quantity")))
    offered = offered_to(fan_id)
    return {each.id: by_variant.get(each.variant_id, 0) + offered.get(each.variant_id, 0) for each in offers}


def _export(fan_id: int) -> list[dict[str, Any]]:
    """What a fan takes along: what lies in their open carts."""
    rows = [each for row in Cart.objects.filter(fan=fan_id, ended_at=None) for each in _rows(row)]
    return [{"item": each.offer.variant.sku, "pieces": each.pieces} for each in rows]


register_export("carts", _export)
