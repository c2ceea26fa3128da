"""From the end of entries to the last piece: root, seed, order, winners and who comes instead."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import bus, jobs
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.actions.drops import lock
from fanloop.selling.campaigns.actions.telling import hold_of, tell_some, tell_winners
from fanloop.selling.campaigns.facts import DropDrawn, EntriesClosed, WinnerReplaced
from fanloop.selling.campaigns.models import (
    Draw,
    Drop,
    LeafBlock,
    Place,
    Replacement,
    Reveal,
    Telling,
    Winner,
)
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries import leaves, limit_of
from fanloop.selling.campaigns.queries.leaves import Ranked
from fanloop.selling.campaigns.rules import draw as rules
from fanloop.selling.campaigns.rules import merkle
from fanloop.selling.campaigns.rules.fairness import Reason
from fanloop.selling.campaigns.rules.refusals import Refused
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries as order_queries
from fanloop.selling.stock import actions as stock

FEW = 500
"""So many hear in the moment of the draw; of more, workers tell everybody in portions."""
LATE = timedelta(minutes=2)
_AT_ONCE = 2_000
_LEAVES = "COPY campaigns_leafblock (draw_id, first, key, entries, leaves, nonces, weights) FROM STDIN"
_RANKS = "COPY campaigns_rankblock (draw_id, first, leaves, entries, ranks) FROM STDIN"
_WON = """
WITH given AS (
    SELECT * FROM unnest(%(entries)s::bigint[], %(numbers)s::int[], %(ranks)s::int[], %(claims)s::bigint[]) AS t(entry, number, rank, claim)
), places AS (
    INSERT INTO campaigns_place (draw_id, entry_id, number, rank) SELECT %(draw)s, entry, number, rank FROM given
    RETURNING id, rank
)
INSERT INTO campaigns_winner (place_id, claim_id, at) SELECT p.id, g.claim, %(at)s FROM places p JOIN given g USING (rank)
"""


def draw_all(*, at: datetime) -> None:
    """What is due is done: entries that ended are closed; what was closed as long ago as its rules say is drawn."""
    for each in queries.due_to_close(at):
        close_entries(drop=each, by=None, at=at)
    for each in queries.due_to_draw(at):
        draw(drop=each, by=None, at=at)


def look_after(*, at: datetime) -> None:
    """Have the clock's work done, and what a kill has stopped gone on with, by those who do heavy jobs."""
    if queries.due_to_close(at) or queries.due_to_draw(at):
        jobs.defer("campaigns.draw_due")
    for reveal in queries.untold(at - LATE):
        jobs.defer("campaigns.tell_draw", reveal=reveal)
    for drawn in queries.unwritten(at - LATE):
        jobs.defer("campaigns.write_draw", draw=drawn)


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
    drawn = Draw.objects.create(drop=drop, root="", entries=0, crown=b"", by=by, at=at)
    crown, blocks = bytearray(), leaves.blocks(drop, ends)
    while some := list(islice(blocks, leaves.AT_ONCE)):
        _copy(_LEAVES, [_leaf_block(drawn, rows, crown) for rows in some])
        drawn.entries += sum(map(len, some))
    drawn.root, drawn.crown = merkle.root(leaves.parted(crown)).hex(), bytes(crown)
    drawn.save()
    jobs.defer("campaigns.write_draw", draw=drawn.id)
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
    _rank(drop, drawn, late)
    reveal = Reveal.objects.create(draw=drawn, late=late, by=by, at=at)
    Telling.objects.create(reveal=reveal, at=at)
    bus.publish(DropDrawn(ref(drop), drawn.entries, drop.rules["places"]), at=at)
    serve_ranks(drop=drop, at=at, is_told=False)
    if queries.fairness_of(drop, queries.turn_of(drop)) == "prequeue":
        stock.let_go(pool=queries.pool_of(drop).id, by=by, at=at)
    jobs.defer("campaigns.write_draw", draw=drawn.id)
    if drawn.entries > FEW or tell_some(reveal=reveal.id, at=at):
        jobs.defer("campaigns.tell_draw", reveal=reveal.id)
    return reveal


def _leaf_block(drawn: Draw, rows: Sequence[leaves.Row], crown: bytearray) -> tuple[object, ...]:
    """A block as COPY reads it; its node is put on the crown, whose length says where the block begins."""
    first = len(crown) // leaves.HASH * leaves.BLOCK + 1
    hashes = [rules.leaf_of(*row[1:]) for row in rows]
    crown += merkle.root(hashes)
    nonces, weights = "".join(f"{row[2]}|" for row in rows), bytes(row[3] for row in rows)
    ids = _list(row[0] for row in rows)
    return drawn.id, first, leaves.key_of(rows[0][1], rows[0][4]), ids, b"".join(hashes), nonces, weights


def _rank(drop: Drop, drawn: Draw, late: str) -> None:
    """Write down the order that the seed, the late value and the leaves under the root give."""
    hat, ids = rules.Hat(), array("q")
    rows = LeafBlock.objects.filter(draw=drawn).order_by("first")
    values = rows.values_list("entries", "leaves", "nonces", "weights")
    for entries, hashes, nonces, weights in values.iterator(leaves.AT_ONCE):
        hat.put(bytes(hashes), nonces, bytes(weights))
        ids.extend(entries)
    order = array("I", hat.order(seed=bytes(drop.seed), late=late, root=bytes.fromhex(drawn.root)))
    ranks = array("I", bytes(4 * len(order)))
    for rank, index in enumerate(order, 1):
        ranks[index] = rank
    _copy(_RANKS, (_rank_block(drawn, n, order, ids, ranks) for n in range(0, len(order), leaves.BLOCK)))


def _rank_block(
    drawn: Draw, begin: int, order: "array[int]", ids: "array[int]", ranks: "array[int]"
) -> tuple[object, ...]:
    here = order[begin : begin + leaves.BLOCK]
    numbers, entries = (index + 1 for index in here), (ids[index] for index in here)
    return drawn.id, begin + 1, _list(numbers), _list(entries), _list(ranks[begin : begin + leaves.BLOCK])


@transaction.atomic
def serve_ranks(*, drop: Drop, at: datetime, most: int | None = None, is_told: bool = True) -> int:
    """Hold a piece for the next ranks, as many as are left (at most `most` pieces); return how many were served.

    A rank whose fan has left or holds all a person may is passed over for good by the next one.
    """
    pool, each, served = queries.pool_of(drop), drop.rules["each"], 0
    drawn = Draw.objects.get(drop=drop)
    after = Place.objects.filter(draw=drawn).aggregate(last=Max("rank"))["last"] or 0
    while wanted := min(pool.remaining if most is None else most - served * each, pool.remaining) // each:
        ranks = leaves.ranked(drawn, after=after, count=min(wanted, _AT_ONCE))
        if not ranks:
            break
        after = ranks[-1].rank
        held = _hold(drop, drawn, ranks, pool.id, at=at)
        if is_told:
            tell_winners(drop, held, at, at=at)
        served += len(held)
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


def _hold(drop: Drop, drawn: Draw, ranks: Sequence[Ranked], pool: int, *, at: datetime) -> list[int]:
    """Ids of the fans for whom a piece is held now."""
    out = queries.taken_from(drop)
    keys = {f"rank:{drawn.id}:{each.rank}": each for each in ranks if each.fan and each.fan not in out}
    asked = [stock.Request(each.fan or 0, None, drop.rules["each"], key) for key, each in keys.items()]
    said = stock.claim(
        pool=pool, requests=asked, at=at, limit=limit_of(drop.campaign), hold=hold_of(drop, at)
    )
    held = [(keys[answer.key], answer.claim_id) for answer in said if answer.granted]
    values = zip(*((each.entry, each.number, each.rank, claim) for each, claim in held), strict=True)
    entries, numbers, numbered, claims = map(list, values) if held else ([], [], [], [])
    with connection.cursor() as cursor:
        cursor.execute(
            _WON,
            {
                "draw": drawn.id,
                "entries": entries,
                "numbers": numbers,
                "ranks": numbered,
                "claims": claims,
                "at": at,
            },
        )
    return [each.fan for each, _claim in held if each.fan]


def _late_words(drop: Drop) -> str:
    if drop.rules["late"]:
        return _("The rules name a late value: %(late)s. Type it in.") % {"late": drop.rules["late"]}
    return _("The rules name no late value, so none can come in now.")


def _list(numbers: Iterable[int]) -> str:
    """An array as COPY reads it."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _copy(statement: str, rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
