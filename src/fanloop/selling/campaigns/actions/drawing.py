"""From the end of entries to the last piece: root, seed, order, winners and who comes instead."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.actions import notify
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.drops import lock
from fanloop.selling.campaigns.facts import DropDrawn, EntriesClosed, WinnerReplaced
from fanloop.selling.campaigns.models import Draw, Drop, Entry, Place, Replacement, Reveal, Winner
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.rules import draw as rules
from fanloop.selling.campaigns.rules import draw_paper, merkle
from fanloop.selling.campaigns.rules.fairness import Reason
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries as order_queries
from fanloop.selling.stock import actions as stock

_AT_ONCE = 2_000
_PLACES = """
INSERT INTO campaigns_place (draw_id, entry_id, number) SELECT %s, e, n FROM unnest(%s::bigint[]) WITH ORDINALITY AS t(e, n)
"""
_RANKS = """
UPDATE campaigns_place p SET rank = t.rank FROM unnest(%s::int[]) WITH ORDINALITY AS t(number, rank)
WHERE p.draw_id = %s AND p.number = t.number
"""


def draw_all(*, at: datetime) -> None:
    """What is due is done: entries that ended are closed; what was closed as long ago as its rules say is drawn."""
    for each in queries.due_to_close(at):
        close_entries(drop=each, by=None, at=at)
    for each in queries.due_to_draw(at):
        draw(drop=each, by=None, at=at)


@transaction.atomic
def close_entries(*, drop: Drop, by: Member | None, at: datetime) -> Draw:
    """Publish the root over everybody who entered in time. Closed again, the first closing stands.

    The root is out before the seed, so nobody who knows the seed can still change an entry.
    Raises Refused before the window has ended, and where nothing is drawn.
    """
    lock(drop)
    if known := Draw.objects.filter(drop=drop).first():
        return known
    turn = queries.turn_of(drop)
    ends = queries.ends_at(drop, turn)
    if queries.fairness_of(drop, turn) == "fifo":
        raise Refused(_("Here it is first come, first served; nothing is drawn."))
    if at < ends:
        raise Refused(_("Entries are still open. What was published stands."))
    rows = queries.entrants(Entry.objects.filter(drop=drop, at__lt=ends))
    tree = merkle.levels([rules.leaf(entrant) for _id, entrant in rows])
    root = tree[-1][0] if rows else merkle.NOBODY
    crown = b"".join(tree[min(queries.BLOCK_LEVEL, len(tree) - 1)])
    drawn = Draw.objects.create(drop=drop, root=root.hex(), entries=len(rows), crown=crown, by=by, at=at)
    _execute(_PLACES, [drawn.id, [id_ for id_, _entrant in rows]])
    bus.publish(EntriesClosed(ref(drop), drawn.root, drawn.entries), at=at)
    return drawn


@transaction.atomic
def draw(*, drop: Drop, by: Member | None, at: datetime, late: str = "") -> Reveal:
    """Reveal the seed, order everybody by it, and hold a piece for each of the first ranks. Drawn again, the first stands.

    Raises Refused until the root has been public as long as the rules say, and without the late value they name.
    """
    lock(drop)
    drawn = Draw.objects.filter(drop=drop).first()
    if drawn is None:
        raise Refused(_("Close entries first: the root is published before the seed."))
    if known := Reveal.objects.filter(draw=drawn).first():
        return known
    if at < (may := queries.draws_at(drop, drawn.at)):
        raise Refused(
            _("The root is public first: the draw is at %(moment)s.")
            % {"moment": f"{may:%Y-%m-%d %H:%M} UTC"}
        )
    late = late.strip()
    if bool(drop.rules["late"]) != bool(late):
        raise Refused(_late_words(drop))
    rows = queries.closed_entrants(drawn)
    leaves = [rules.leaf(entrant) for entrant in rows]
    order = draw_paper.drawn(rows, leaves, bytes.fromhex(drawn.root), seed=bytes(drop.seed), late=late)
    _execute(_RANKS, [[index + 1 for index in order], drawn.id])
    reveal = Reveal.objects.create(draw=drawn, late=late, by=by, at=at)
    bus.publish(DropDrawn(ref(drop), drawn.entries, drop.rules["places"]), at=at)
    serve_ranks(drop=drop, at=at)
    if queries.fairness_of(drop, queries.turn_of(drop)) == "prequeue":
        stock.let_go(pool=queries.pool_of(drop).id, by=by, at=at)
    _tell_the_rest(drop, at)
    return reveal


@transaction.atomic
def serve_ranks(*, drop: Drop, at: datetime, most: int | None = None) -> int:
    """Hold a piece for the next ranks, as many as are left (at most `most` pieces); return how many were served.

    A rank whose fan has left or holds all a person may is passed over for good by the next one.
    """
    pool, each, served = queries.pool_of(drop), drop.rules["each"], 0
    hold = max(drop.opens_at - at, timedelta(0)) + timedelta(minutes=drop.rules["hold_minutes"])
    after = _last_served(drop)
    while wanted := min(pool.remaining if most is None else most - served * each, pool.remaining) // each:
        places = list(
            Place.objects.select_related("entry")
            .filter(entry__drop=drop, rank__gt=after)
            .order_by("rank")[: min(wanted, _AT_ONCE)]
        )
        if not places:
            break
        after = places[-1].rank or after
        served += len(_hold(drop, places, pool.id, at=at, hold=hold))
        pool.refresh_from_db()
    return served


def serve_line(pool: int, pieces: int, at: datetime) -> None:
    """Pieces that came back go to the next ranks of the same draw, in the transaction that brought them back."""
    found = queries.drop_by_pool(pool)
    if found and Reveal.objects.filter(draw__drop=found).exists():
        serve_ranks(drop=found, at=at, most=pieces)


@transaction.atomic
def replace_winner(*, winner: Winner, reason: Reason, words: str, by: Member, at: datetime) -> Replacement:
    """Take a winner out; the next rank of the same order follows, and everybody can count it. Replaced again, nothing happens.

    Raises Refused without words, and (orders.Refused) for an order that is packed already.
    """
    if known := Replacement.objects.filter(winner=winner).first():
        return known
    if not words.strip():
        raise Refused(_("Say why. The reason is counted in public, your words stay at the desk."))
    entry = winner.place.entry
    lock(entry.drop)
    row = Replacement.objects.create(winner=winner, reason=reason, words=words.strip()[:500], by=by, at=at)
    if order := order_queries.ids_by_source([queries.source_key(winner.claim_id)]):
        orders.cancel(
            order=order_queries.by_id(next(iter(order.values()))), by=None, at=at,
            why=gettext_noop("the rules of the drop were not kept"),
        )  # fmt: skip
    stock.release(claims=[winner.claim_id], at=at, why="replaced by the next rank")
    bus.publish(WinnerReplaced(ref(entry.drop), reason), at=at)
    return row


def _hold(drop: Drop, places: Sequence[Place], pool: int, *, at: datetime, hold: timedelta) -> list[Winner]:
    keys = {f"rank:{place.id}": place for place in places if place.entry.fan_id}
    asked = [
        stock.Request(place.entry.fan_id, None, drop.rules["each"], key)  # type: ignore[arg-type]  # who left was passed over
        for key, place in keys.items()
    ]
    said = stock.claim(pool=pool, requests=asked, at=at, limit=drop.campaign.limit_per_person, hold=hold)
    rows = Winner.objects.bulk_create(
        [Winner(place=keys[each.key], claim_id=each.claim_id, at=at) for each in said if each.granted],
        batch_size=_AT_ONCE,
    )
    won = [row.place.entry.fan_id for row in rows if row.place.entry.fan_id]
    notify(
        won, kind="drop_won", data={"title": drop.campaign.title, "until": f"{at + hold:%Y-%m-%d %H:%M} UTC"}, about=ref(drop),
        at=at, key_prefix=f"drop_won:{drop.id}",
    )  # fmt: skip
    return rows


def _tell_the_rest(drop: Drop, at: datetime) -> None:
    """Who was not drawn hears it the same moment, and what it is good for."""
    won = Winner.objects.filter(place__entry__drop=drop).values("place__entry_id")
    rest = Place.objects.filter(entry__drop=drop, entry__fan__isnull=False).exclude(entry__in=won)
    fans = list(rest.values_list("entry__fan_id", flat=True))
    pool = queries.pool_of(drop)
    if pool.remaining < drop.rules["each"]:
        stock.note_crowd(pool=pool.id, fans=fans, quantity=drop.rules["each"], door="draw", at=at)
    notify(
        fans, kind="drop_not_drawn", data={"title": drop.campaign.title},
        about=ref(drop), at=at, key_prefix=f"drop_not_drawn:{drop.id}",
    )  # fmt: skip


def _last_served(drop: Drop) -> int:
    last = Winner.objects.filter(place__entry__drop=drop).order_by("-place__rank").first()
    return (last.place.rank or 0) if last else 0


def _late_words(drop: Drop) -> str:
    if drop.rules["late"]:
        return _("The rules name a late value: %(late)s. Type it in.") % {"late": drop.rules["late"]}
    return _("The rules name no late value, so none can come in now.")


def _execute(statement: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
