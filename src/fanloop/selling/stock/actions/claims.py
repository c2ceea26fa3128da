from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.selling.stock import ports
from fanloop.selling.stock.facts import ClaimsReleased
from fanloop.selling.stock.models import Claim, Hold, Pool, Release, Reserve
from fanloop.selling.stock.rules.claims import Decision, Known, Outcome, Request, decide
from fanloop.selling.stock.rules.refusals import Refused

_KNOWN = """
SELECT c.id, c.fan_id, c.slot, c.quantity, c.number, c.key, r.id IS NULL, c.pool_id
FROM stock_claim c LEFT JOIN stock_release r ON r.claim_id = c.id WHERE c.key = ANY(%(keys)s)
UNION
SELECT c.id, c.fan_id, c.slot, c.quantity, c.number, c.key, r.id IS NULL, c.pool_id
FROM stock_claim c LEFT JOIN stock_release r ON r.claim_id = c.id
WHERE c.pool_id = %(pool)s AND c.fan_id = ANY(%(fans)s)
"""


@transaction.atomic
def open_pool(*, about: str, total: int, at: datetime, opens_at: datetime | None = None) -> Pool:
    """Open a pool of `total` pieces, which can be claimed from `opens_at` (`at`) on. One thing has one pool: opened
    again, the first is returned.
    """
    if total < 1:
        raise Refused(_("A pool holds at least one piece, not %(total)s.") % {"total": total})
    pool, _is_new = Pool.objects.get_or_create(
        about=about, defaults={"total": total, "remaining": total, "at": at, "opens_at": opens_at or at}
    )
    return pool


@transaction.atomic
def publish_hold(*, pool: int, hold: timedelta, at: datetime) -> None:  # noqa: ARG001 -- a verb takes its moment
    """From here on whoever claims from this pool over the network holds it as long as that. What is held already stays."""
    Pool.objects.filter(id=pool).update(hold=hold)


@transaction.atomic(savepoint=False)
def claim(
    *,
    pool: int,
    requests: Sequence[Request],
    at: datetime,
    limit: int = 0,
    hold: timedelta | None = None,
    reserve: str = "",
) -> list[Outcome]:
    """Claim pieces for a batch of fans, in the order given; one outcome per key. With `hold` they are given back
    unless they are confirmed in time; without, they are confirmed. They come out of what is free, or of a `reserve`.

    The pool's row is locked first, and what is known is read by a later statement, which therefore sees
    everything that those before us have committed. Until our own commit nobody else decides. So a killed
    process leaves either all of its batch or nothing, and a number is missing never.
    Raises Refused when a key already claims from another pool.
    """
    row = Pool.objects.select_for_update(no_key=True).get(id=pool)
    known = _known(row.id, requests)
    kept = Reserve.objects.filter(pool=row, about=reserve).first() if reserve else None
    left = row.remaining if not reserve else kept.quantity if kept else 0
    decision = decide(requests, known=known, remaining=left, sequence=row.sequence, limit=limit)
    granted = _write(row, decision, at=at, kept=kept)
    if hold is not None:
        Hold.objects.bulk_create([Hold(claim_id=each.claim_id, until=at + hold) for each in granted])
    answers = {answer.key: answer for answer in (*granted, *decision.answers)}
    return [answers[key] for key in dict.fromkeys(request.key for request in requests)]


@transaction.atomic
def release(*, claims: Collection[int], at: datetime, why: str) -> int:
    """Give claims back; return how many pieces came free. A claim given back before is left alone.

    Holds are locked before pools, everywhere; so a confirmation at the same moment comes wholly before or after.
    """
    Hold.objects.filter(claim__in=claims).delete()
    return give_back(claims, at=at, why=why)


def give_back(claims: Collection[int], *, at: datetime, why: str) -> int:
    """Return the pieces to their pools and serve who waits, in the running transaction; the holds are gone already."""
    held = list(Claim.objects.filter(id__in=claims))
    pools = list(
        Pool.objects.select_for_update(no_key=True)
        .filter(id__in={claim.pool_id for claim in held})
        .order_by("id")
    )
    gone = set(Release.objects.filter(claim__in=held).values_list("claim_id", flat=True))
    fresh = [each for each in held if each.id not in gone]
    back: dict[int, int] = defaultdict(int)
    for each in fresh:
        back[each.pool_id] += each.quantity
    Release.objects.bulk_create([Release(claim=each, at=at, why=why[:200]) for each in fresh])
    for pool in pools:
        if pieces := back[pool.id]:
            free(pool, pieces, at=at)
    return sum(back.values())


def free(pool: Pool, pieces: int, *, at: datetime) -> None:
    """Pieces of a locked pool are free: who waits is served before anybody else can see them."""
    Pool.objects.filter(id=pool.id).update(remaining=pool.remaining + pieces)
    ports.serve_line(pool.id, pieces, at)
    bus.publish(ClaimsReleased(f"stock.pool:{pool.id}", pieces), at=at)


def _known(pool: int, requests: Sequence[Request]) -> list[Known]:
    keys, fans = [each.key for each in requests], [each.fan_id for each in requests]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"keys": keys, "fans": fans, "pool": pool})
        rows = cursor.fetchall()
    for row in rows:
        if row[7] != pool:
            raise Refused(f"the key {row[5]} claims from another pool already")
    return [Known(*row[:7]) for row in rows]


def _write(pool: Pool, decision: Decision, *, at: datetime, kept: Reserve | None) -> list[Outcome]:
    if not decision.grants:
        return []
    rows = [
        Claim(
            pool=pool,
            fan_id=each.fan_id,
            slot=slot,
            quantity=each.quantity,
            number=number,
            at=at,
            key=each.key,
        )
        for each, slot, number in decision.grants
    ]
    Claim.objects.bulk_create(rows, batch_size=2000)
    if kept:
        Reserve.objects.filter(id=kept.id).update(quantity=decision.remaining)
    left = pool.remaining if kept else decision.remaining
    Pool.objects.filter(id=pool.id).update(remaining=left, sequence=decision.sequence)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stock_chain(%s, %s, %s, %s)", [pool.id, pool.sequence + 1, decision.sequence, at]
        )
    return [Outcome(row.key, granted=True, number=row.number, claim_id=row.id) for row in rows]
