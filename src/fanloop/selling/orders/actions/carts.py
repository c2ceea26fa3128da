"""Filling a cart, taking it over at log-in, and ordering what is in it: everything or nothing."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.money import Instalment
from fanloop.foundation.text.translated import read
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.selling.orders.actions.placing import Draft, DraftLine, place_orders
from fanloop.selling.orders.actions.shelf import shop_book
from fanloop.selling.orders.models import Order
from fanloop.selling.orders.models.shelf import Cart, CartChange, ShelfOffer
from fanloop.selling.orders.ports import eligibility
from fanloop.selling.orders.queries.carts import (
    cart,
    cost_of_sending,
    held_of,
    pieces_of,
    raw_of,
    shipping_price,
)
from fanloop.selling.orders.queries.keeping import rule
from fanloop.selling.orders.queries.shelf_line import rule_of
from fanloop.selling.orders.rules.carts import LINES, MOST, Wanted, step, too_many
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.stock.actions import Miss, Outcome, Request
from fanloop.selling.stock.actions.many import NotAll, claim_all

FORGOTTEN = timedelta(days=60)
"""A nameless cart is kept so long after it was begun."""


class LinesRefused(Refused):
    """Nothing was ordered. `lines`: shelf offer → why it could not be, in words; `misses`: of what not so many are left."""

    def __init__(self, lines: Mapping[int, str], misses: Sequence[Miss] = ()) -> None:
        super().__init__(" ".join(lines.values()))
        self.lines, self.misses = dict(lines), tuple(misses)


@transaction.atomic
def open_cart(*, market: Market, fan: Fan | None, token: str, at: datetime) -> Cart:
    """The open cart of a fan or of a session, or a new one; nameless carts are found by their token alone."""
    if known := cart(market=market, fan_id=fan.id if fan else None, token=token):
        return known
    if fan:
        fresh = secrets.token_urlsafe(32)
        return Cart.objects.get_or_create(
            fan=fan, market=market, ended_at=None, defaults={"token": fresh, "at": at}
        )[0]
    return Cart.objects.create(token=secrets.token_urlsafe(32), market=market, at=at)


@transaction.atomic
def put_in(*, cart: Cart, offer: ShelfOffer, pieces: int, key: str, at: datetime) -> bool:
    """Put pieces in; a key counts once. False when it was put in before.

    Raises Refused for another market's offer, an offer that is over, too many lines, or a cart that was ordered.
    """
    row = _locked(cart)
    if offer.market_id != row.market_id or offer.ended_at is not None:
        raise Refused(_("This is not on the shelf here any more."))
    if CartChange.objects.filter(key=key).exists():
        return False
    lines = pieces_of(row)
    if offer.id not in lines and len(lines) >= LINES:
        raise Refused(_("A cart holds %(lines)s different things.") % {"lines": LINES})
    raw, _last = raw_of(row, offer.id)
    change = step(raw, raw + min(max(pieces, 1), MOST))
    if change > 0:
        CartChange.objects.create(cart=row, offer=offer, pieces=change, key=key, at=at)
    return change > 0


@transaction.atomic
def set_pieces(*, cart: Cart, offer_id: int, pieces: int, version: int, at: datetime) -> bool:
    """Let a line show `pieces`; nothing takes it out. `version` is the line's latest change as the form showed it.

    Raises Refused when the line was changed elsewhere since then: the second of two open pages does not undo
    the first without having seen it.
    """
    row = _locked(cart)
    raw, last = raw_of(row, offer_id)
    if not last or step(raw, pieces) == 0:
        return False
    if last != version:
        raise Refused(_("Your cart was changed elsewhere meanwhile. Look at it again."))
    CartChange.objects.create(
        cart=row, offer_id=offer_id, pieces=step(raw, pieces), key=f"set:{row.id}:{offer_id}:{last}", at=at
    )
    return True


@transaction.atomic
def take_over(*, token: str, fan: Fan, at: datetime) -> int:
    """What somebody put in before they logged in joins their own carts, line by line. Returns how many carts did."""
    nameless = list(Cart.objects.select_for_update().filter(token=token, fan=None, ended_at=None))
    for row in nameless:
        own = _locked(open_cart(market=row.market, fan=fan, token="", at=at))
        CartChange.objects.filter(cart=row).update(cart=own)
        Cart.objects.filter(id=row.id).update(ended_at=at)
    return len(nameless)


@transaction.atomic
def order_cart(*, cart: Cart, fan: Fan, at: datetime) -> Order:
    """Order all that is in a cart, at the prices it shows and the market's tax of this moment. Ordered again, the
    first order is returned.

    Its pieces are kept for who pays, as long as is published. Everything or nothing: raises LinesRefused naming each line that left the shelf, is over a person's limit,
    or of which not so many are left. Raises Refused for an empty cart and for somebody else's.
    """
    row = Cart.objects.select_for_update().get(id=cart.id)
    if row.order_id:
        return Order.objects.get(id=row.order_id)
    if row.fan_id != fan.id or row.ended_at is not None:
        raise Refused(_("This cart is not open any more."))
    pieces = pieces_of(row)
    offers = ShelfOffer.objects.select_related("variant", "market").in_bulk(pieces)
    if not pieces:
        raise Refused(_("Your cart is empty."))
    if gone := {id_: _words(each, "gone") for id_, each in offers.items() if each.ended_at}:
        raise LinesRefused(gone)
    if left_out := _left_out(offers, fan, at):
        raise LinesRefused(left_out)
    claims = _claimed(row, fan, pieces, offers, at)
    order = _placed(row, [(each, pieces[id_], claims[id_]) for id_, each in offers.items()], at)
    Cart.objects.filter(id=row.id).update(order=order, ended_at=at)
    return order


@transaction.atomic
def place_from_shelf(
    *,
    key: str,
    fan_id: int,
    market: Market,
    place: int,
    lines: Sequence[tuple[ShelfOffer, int, int]],
    at: datetime,
) -> Order:
    """An order of the shop from claims that are the fan's own: (offer, pieces, claim). A key placed before keeps its order."""
    drafted = tuple(
        DraftLine(each.variant_id, pieces, each.unit_minor, claim) for each, pieces, claim in lines
    )
    goods = sum(line.quantity * line.unit_minor for line in drafted)
    send = cost_of_sending(shipping_price(market), goods)
    draft = Draft(
        key, fan_id, market.id, market.currency, place, drafted, (Instalment("balance", goods + send, None),),
        shipping_minor=send,
    )  # fmt: skip
    return Order.objects.get(id=place_orders(book=shop_book(at=at), drafts=[draft], at=at).ids[key])


@transaction.atomic
def forget_carts(*, at: datetime) -> int:
    """Nameless carts nobody came back to go; returns how many."""
    old = Cart.objects.filter(fan=None, order=None, at__lt=at - FORGOTTEN)
    return old.delete()[1].get("orders.Cart", 0)


def _claimed(
    row: Cart, fan: Fan, pieces: Mapping[int, int], offers: Mapping[int, ShelfOffer], at: datetime
) -> dict[int, Outcome]:
    """Offer → its claim. The fan's row is the lock under which the limit counts over every pool and cart."""
    Fan.objects.select_for_update(no_key=True).get(id=fan.id)
    lines = [Wanted(id_, each.pool_id, pieces[id_], each.limit_per_person) for id_, each in offers.items()]
    if over := too_many(lines, held_of(fan.id, list(offers.values()))):
        raise LinesRefused({id_: _words(offers[id_], "limit", more) for id_, more in over.items()})
    wanted: dict[int, list[Request]] = defaultdict(list)
    for line in lines:
        wanted[line.pool].append(Request(fan.id, None, line.pieces, f"cart:{row.id}:{line.offer}"))
    try:
        answers = claim_all(wanted=wanted, at=at, hold=rule().card)
    except NotAll as problem:
        short = [offers[int(key.rpartition(":")[2])] for key in problem.refused]
        misses = [
            Miss(each.pool_id, pieces[each.id], (f"products.variant:{each.variant_id}",)) for each in short
        ]
        raise LinesRefused({each.id: _words(each, "sold_out") for each in short}, misses) from None
    return {int(key.rpartition(":")[2]): outcome for key, outcome in answers.items()}


def _left_out(offers: Mapping[int, ShelfOffer], fan: Fan, at: datetime) -> dict[int, str]:
    """Offer → why its rule leaves the fan out."""
    rules = {id_: rule for id_, each in offers.items() if (rule := rule_of(each.variant_id))}
    words = {id_: eligibility().why_not(rule.who, fan, at) for id_, rule in rules.items()}
    return {id_: f"{read(offers[id_].variant.name)}: {why}" for id_, why in words.items() if why}


def _placed(row: Cart, lines: Sequence[tuple[ShelfOffer, int, Outcome]], at: datetime) -> Order:
    assert row.fan_id is not None
    place = min(claim.number for _offer, _pieces, claim in lines)
    held = [(each, pieces, claim.claim_id) for each, pieces, claim in lines]
    return place_from_shelf(
        key=f"cart:{row.id}", fan_id=row.fan_id, market=row.market, place=place, lines=held, at=at
    )


def _words(offer: ShelfOffer, why: str, more: int = 0) -> str:
    """Why a line could not be ordered, with its name."""
    said = {"item": read(offer.variant.name), "limit": offer.limit_per_person, "more": more}
    if why == "gone":
        return _("%(item)s is not on the shelf at this price any more.") % said
    if why == "limit":
        return _("One person can order %(limit)s of %(item)s; you can take %(more)s more.") % said
    return _("Not so many of %(item)s are left.") % said


def _locked(row: Cart) -> Cart:
    """The cart with its row locked. Raises Refused once it was ordered or joined another."""
    locked = Cart.objects.select_for_update().get(id=row.id)
    if locked.ended_at is not None:
        raise Refused(_("This cart is not open any more."))
    return locked
