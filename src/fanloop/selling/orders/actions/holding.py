"""Orders wait for a word of somebody: because of a door or a card that several share, and until nothing is too much any more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.team.queries import Member
from fanloop.selling.orders.models import Address, Book, HeldBack, Order, Pick
from fanloop.selling.orders.queries import present_states
from fanloop.selling.orders.queries.crowds import crowds
from fanloop.selling.orders.queries.one_card import with_the_cards_of
from fanloop.selling.orders.rules.held import Kind
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.orders.rules.states import may_cancel

WORDS = 500


@dataclass(frozen=True)
class Shared:
    """What orders share, as a hash that names nobody: `pieces` together, where `limit` was published."""

    key: str
    pieces: int
    limit: int


@transaction.atomic
def hold_back(*, found: Mapping[int, Shared], kind: Kind, at: datetime) -> list[int]:
    """Let these orders (id → what they share) wait for a word; returns those that wait from now on, whose fans are told.

    What is packed or over goes on, and so does what was let through for the same thing. Said again, nothing happens.
    """
    known = HeldBack.objects.filter(order__in=found, kind=kind)
    past = {(row.order_id, row.key) for row in known.filter(how="let_through")}
    past |= {(row.order_id, found[row.order_id].key) for row in known.filter(ended_at=None)}
    picked = set(Pick.objects.filter(line__order__in=found).values_list("line__order", flat=True))
    states = present_states(found)
    fresh = sorted(
        id_
        for id_, each in found.items()
        if (id_, each.key) not in past and id_ not in picked and may_cancel(states[id_])
    )
    HeldBack.objects.bulk_create(
        [HeldBack(order_id=id_, kind=kind, at=at, **vars(found[id_])) for id_ in fresh], ignore_conflicts=True
    )
    for row in HeldBack.objects.select_related("order").filter(order__in=fresh, kind=kind, ended_at=None):
        _tell(row, "order_held", at)
    return fresh


@transaction.atomic
def settle(*, orders: Collection[int], at: datetime, kind: Kind | None = None) -> int:
    """What these orders wait for is no reason any more; returns how many reasons ended."""
    rows = HeldBack.objects.filter(order__in=orders, ended_at=None, **({"kind": kind} if kind else {}))
    return rows.update(ended_at=at, how="settled")


@transaction.atomic
def let_through(*, order: Order, words: str, by: Member, at: datetime) -> int:
    """Somebody has looked: the order goes on, in its old place. Returns how many reasons ended; said again, none.

    Raises Refused without words.
    """
    if not words.strip():
        raise Refused(_("Say why it may go, for whoever looks next."))
    rows = list(
        HeldBack.objects.select_for_update(no_key=True).filter(order=order, ended_at=None).order_by("id")
    )
    for row in rows:
        end(row, "let_through", words=words, by=by, at=at)
        _tell(row, "order_let_through", at)
    return len(rows)


def end(row: HeldBack, how: str, *, words: str, by: Member, at: datetime) -> None:
    row.ended_at, row.how, row.words, row.by = at, how, words.strip()[:WORDS], by
    row.save(update_fields=["ended_at", "how", "words", "by"])


@transaction.atomic
def look_at_doors(
    *, book: Book, at: datetime, near: Collection[Address] = (), also: Collection[int] = ()
) -> list[int]:
    """Hold back what is over the limit at the doors of a book, and let go what is not any more; returns those newly held.

    With `near` only those postcodes are looked at, and `also` orders that went away from there.
    """
    looked = crowds(book, near=near)
    found = {id_: Shared(each.key, each.pieces, each.limit) for each in looked.crowds for id_ in each.waits}
    mine = HeldBack.objects.filter(kind="household", ended_at=None, order__book=book)
    if near:
        mine = mine.filter(order__in=looked.seen | set(also))
    over = [row.order_id for row in mine if row.order_id not in found or found[row.order_id].key != row.key]
    settle(orders=over, kind="household", at=at)
    return hold_back(found=found, kind="household", at=at)


@transaction.atomic
def look_at_cards(*, orders: Collection[int], at: datetime) -> list[int]:
    """Hold back what is over the limit on the cards that paid for these orders, and let go what is not any more; returns
    those newly held.
    """
    looked = with_the_cards_of(orders)
    found = {id_: Shared(each.key, each.pieces, each.limit) for each in looked.cards for id_ in each.waits}
    mine = HeldBack.objects.filter(kind="card", ended_at=None, order__in=looked.seen | set(orders))
    over = [row.order_id for row in mine if row.order_id not in found or found[row.order_id].key != row.key]
    settle(orders=over, kind="card", at=at)
    return hold_back(found=found, kind="card", at=at)


def look_at(*, orders: Collection[int], at: datetime) -> None:
    """Look at the cards of these orders, and at the doors of every book that one of them stands in."""
    look_at_cards(orders=orders, at=at)
    for book in Book.objects.filter(id__in=Order.objects.filter(id__in=orders).values("book")).order_by("id"):
        look_at_doors(book=book, at=at)


def _tell(row: HeldBack, kind: str, at: datetime) -> None:
    if not row.order.replay:
        notify(
            [row.order.fan_id], kind=kind, data={"number": row.order.number}, about=ref(row.order), at=at,
            key_prefix=f"{kind}:{row.id}",
        )  # fmt: skip
