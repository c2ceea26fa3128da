"""Waiting for what the shelf has no more of. What comes back or is made anew is offered in order, in the transaction
that frees it, and held for a day. Locks are taken in one order: holds, pools, places.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.people.fans.actions import notify
from fanloop.people.fans.queries import Fan
from fanloop.selling.orders.actions.carts import place_from_shelf
from fanloop.selling.orders.models import Order, ShelfOffer, ShelfWait
from fanloop.selling.orders.ports import eligibility
from fanloop.selling.orders.queries import shelf_line as queries
from fanloop.selling.orders.queries.carts import held_of
from fanloop.selling.orders.queries.keeping import rule
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock import ports
from fanloop.selling.stock import queries as stock_queries

HELD = timedelta(hours=24)
DECLINED = "declined in the shelf's line"


@transaction.atomic
def wait(*, offer: ShelfOffer, fan: Fan, quantity: int, at: datetime) -> ShelfWait:
    """Wait for up to `quantity` pieces. Who waits already keeps the place.

    Raises Refused in words a fan can act on, such as while pieces are free: then nobody has to wait.
    """
    free = stock.free_now(pool=offer.pool_id, at=at)
    known = ShelfWait.objects.filter(
        fan=fan, variant=offer.variant_id, market=offer.market_id, ended_at=None
    ).first()
    if known:
        return known
    if free:
        raise Refused(_("There are some: order one, nobody has to wait."))
    ask(offer, fan, at)
    room = offer.limit_per_person - _held(offer, fan.id)
    if not 1 <= quantity <= room:
        raise Refused(
            _("One person can order %(limit)s; you can wait for %(room)s.")
            % {"limit": offer.limit_per_person, "room": max(room, 0)}
        )
    miss = stock.Miss(offer.pool_id, quantity, (f"products.variant:{offer.variant_id}",))
    stock.note_misses(misses=[miss], fan_id=fan.id, door="line", at=at)
    return ShelfWait.objects.create(
        variant_id=offer.variant_id, market_id=offer.market_id, fan=fan, quantity=quantity, at=at
    )


def ask(offer: ShelfOffer, fan: Fan, at: datetime) -> None:
    """Raise Refused with every reason that leaves this fan out."""
    rule = queries.rule_of(offer.variant_id)
    if rule and (why := eligibility().why_not(rule.who, fan, at)):
        raise Refused(why)


@transaction.atomic
def take(*, wait: ShelfWait, fan: Fan, at: datetime) -> Order:
    """Order what is held, at the price the shelf says now. Taken again, the first order is returned.

    Raises Refused for somebody else's, once the day is over, and when it left the shelf.
    """
    row = _own(wait, fan)
    offer = _offer(row)
    if row.how == "taken" and row.claim_id:
        return Order.objects.get(source_key=_key(row))
    if row.claim_id is None or offer is None or row.ended_at is not None:
        raise Refused(_("Nothing is held for you now."))
    if not stock.keep(claims=[row.claim_id], until=at + rule().card, at=at):
        raise Refused(_("The time to order is over, and it went to the next one."))
    assert row.claim is not None
    order = place_from_shelf(
        key=_key(row), fan_id=fan.id, market=row.market, at=at, place=row.claim.number,
        lines=[(offer, row.claim.quantity, row.claim_id)],
    )  # fmt: skip
    _end(row, "taken", at)
    return order


@transaction.atomic
def leave(*, wait: ShelfWait, fan: Fan, at: datetime) -> str:
    """Step out, or let go what is held, which then goes to the next one. Returns how it ended; done again, nothing happens."""
    row = _own(wait, fan)
    if row.ended_at is None and row.claim_id is None:
        _end(row, "left", at)
    elif row.ended_at is None and row.claim_id:
        stock.keep(
            claims=[row.claim_id], until=at, at=at
        )  # who takes it this moment comes wholly before or after
        row.refresh_from_db()
        if row.ended_at is None:
            stock.release_held(claims=[row.claim_id], at=at, why=DECLINED)
            row.refresh_from_db()
    return row.how


def serve(pool: int, pieces: int, at: datetime) -> None:  # noqa: ARG001 -- how many are free is asked under the lock
    """Offer what is free to those who wait, in order. Called in the transaction that freed it; the pool is locked."""
    offers = {
        (row.variant_id, row.market_id): row
        for row in ShelfOffer.objects.select_related("variant").filter(pool=pool, ended_at=None)
    }
    _settle(pool, at)
    left = stock.free_now(pool=pool, at=at) if offers else 0
    for row in queries.waiting(list(offers)).select_for_update(no_key=True, of=("self",)) if left else ():
        offer = offers.get((row.variant_id, row.market_id))
        many = min(row.quantity, left, offer.limit_per_person - _held(offer, row.fan_id)) if offer else 0
        if offer and many > 0 and _hold(row, offer, many, at):
            left -= many
        if not left:
            return


@transaction.atomic
def forget_person(*, fan_id: int, at: datetime) -> None:
    """Who leaves the house waits for nothing; what was held goes to the next one."""
    for row in queries.standing(fan_id):
        leave(wait=row, fan=row.fan, at=at)


def _hold(row: ShelfWait, offer: ShelfOffer, pieces: int, at: datetime) -> bool:
    request = stock.Request(row.fan_id, None, pieces, f"shelf_line:{row.id}")
    (said,) = stock.claim(pool=offer.pool_id, requests=[request], at=at, hold=HELD)
    if not said.granted:
        return False
    ShelfWait.objects.filter(id=row.id).update(claim=said.claim_id, until=at + HELD)
    _tell(row, offer, "shelf_offered", at)
    return True


def _settle(pool: int, at: datetime) -> None:
    """Pieces that were held and came back: let go by their fan, or passed because nobody answered."""
    held = {
        row.claim_id: row
        for row in ShelfWait.objects.select_related("variant").filter(ended_at=None, claim__pool=pool)
        if row.claim_id
    }
    for claim, why in stock_queries.gone(list(held)).items():
        row = held[claim]
        _end(row, "declined" if why == DECLINED else "passed", at)
        offer = _offer(row)
        if why != DECLINED and offer:
            _tell(row, offer, "shelf_passed", at)


def _end(row: ShelfWait, how: str, at: datetime) -> None:
    row.ended_at, row.how = at, how
    row.save(update_fields=["ended_at", "how"])


def _own(wait: ShelfWait, fan: Fan) -> ShelfWait:
    """The row as it stands, with what it claims. Raises Refused for somebody else's."""
    row = ShelfWait.objects.select_related("claim", "market", "variant").get(id=wait.id)
    if row.fan_id != fan.id:
        raise Refused(_("Nothing is held for you now."))
    return row


def _offer(row: ShelfWait) -> ShelfOffer | None:
    rows = ShelfOffer.objects.select_related("variant", "market")
    return rows.filter(variant=row.variant_id, market=row.market_id, ended_at=None).first()


def _held(offer: ShelfOffer, fan_id: int) -> int:
    """Pieces of the offer's variant that a fan has ordered, or that are held for them."""
    return held_of(fan_id, [offer])[offer.id]


def _key(row: ShelfWait) -> str:
    return f"shelf_line:{row.id}"


def _tell(row: ShelfWait, offer: ShelfOffer, kind: str, at: datetime) -> None:
    data = {"item": row.variant.name, "until": f"{at + HELD:%Y-%m-%d %H:%M} UTC"}
    notify(
        [row.fan_id],
        kind=kind,
        data=data,
        about=f"orders.shelf_offer:{offer.id}",
        at=at,
        key_prefix=f"{kind}:{row.id}",
    )


ports.fill_line(serve, name="shelf")
