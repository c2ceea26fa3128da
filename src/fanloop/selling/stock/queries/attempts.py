"""Who tried, with and without success: demand as far as it showed itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from fanloop.selling.stock.models import Attempt as AttemptRow
from fanloop.selling.stock.models import Claim, Pool, Release
from fanloop.selling.stock.rules.attempts import Attempt, SellOut, Sold, Wished

_ATTEMPTS = """
SELECT DISTINCT ON (fan_id) fan_id, at, quantity, answer, door, wishes FROM (
    SELECT fan_id, at, quantity, answer, door, wishes, 1 AS nth FROM stock_attempt WHERE pool_id = %(pool)s
    UNION ALL SELECT fan_id, at, quantity, 'granted', '', '{}', 0 FROM stock_claim WHERE pool_id = %(pool)s
) AS tried ORDER BY fan_id, nth, at
"""
_EMPTY_AT = """
SELECT min(at) FROM (
    SELECT at, sum(pieces) OVER (ORDER BY at, pieces) AS gone FROM (
        SELECT at, quantity AS pieces FROM stock_claim WHERE pool_id = %(pool)s
        UNION ALL SELECT r.at, -c.quantity FROM stock_release r JOIN stock_claim c ON c.id = r.claim_id
        WHERE c.pool_id = %(pool)s
    ) AS moves
) AS sums WHERE gone >= (
    SELECT p.total - coalesce((SELECT sum(quantity) FROM stock_reserve WHERE pool_id = p.id), 0)
    FROM stock_pool p WHERE p.id = %(pool)s
)
"""


def attempts(pool_id: int) -> list[Attempt]:
    """Everyone who tried, once each, in the order of time: those who got something by their first claim, the others by
    their first attempt. The sum of quantities is demand as far as it showed itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ATTEMPTS, {"pool": pool_id})
        found = [_attempt(row) for row in cursor.fetchall()]
    return sorted(found, key=lambda each: (each.at, each.fan_id))


def sell_out(pool_id: int) -> SellOut | None:
    """How a pool sold and who came in vain; None for a pool that is not there."""
    pool = Pool.objects.filter(id=pool_id).first()
    if pool is None:
        return None
    columns = ("fan_id", "at", "quantity", "answer", "door", "wishes")
    in_vain = tuple(_attempt(row) for row in _tried(pool_id).order_by("at", "id").values_list(*columns))
    kept = _kept(pool_id).order_by("at", "number")
    sold = tuple(Sold(*row) for row in kept.values_list("at", "quantity"))
    opened_at = pool.opens_at or (sold[0].at if sold else pool.at)
    return SellOut(pool_id, pool.total, opened_at, _sold_out_at(pool_id), sold, in_vain)


def too_late(pool_id: int) -> list[Wished]:
    """Those who came when everything was gone, by what would have done for them, the most pieces first."""
    gone_at = _sold_out_at(pool_id)
    late = Q(answer="sold_out") | Q(at__gte=gone_at) if gone_at else Q(answer="sold_out")
    rows = _tried(pool_id).filter(late).order_by().values("wishes")
    sums = rows.annotate(people=Count("id"), pieces=Sum("quantity")).values_list("wishes", "people", "pieces")
    found = [Wished(tuple(wishes), people, pieces) for wishes, people, pieces in sums]
    return sorted(found, key=lambda each: (-each.pieces, each.wishes))


def in_vain(pool_id: int) -> int:
    """How many fans tried and hold nothing of the pool now."""
    return _tried(pool_id).count()


def has_tried(pool_id: int, fan_id: int) -> bool:
    """Whether it is written down that a fan wanted something of a pool and did not get it at first."""
    return AttemptRow.objects.filter(pool=pool_id, fan=fan_id).exists()


def _kept(pool_id: int) -> QuerySet[Claim]:
    back = Release.objects.filter(claim__pool=pool_id).values("claim_id")
    return Claim.objects.filter(pool=pool_id).exclude(id__in=back)


def _tried(pool_id: int) -> QuerySet[AttemptRow]:
    """Lines of those who hold nothing of the pool."""
    return AttemptRow.objects.filter(pool=pool_id).exclude(fan__in=_kept(pool_id).values("fan_id"))


def _attempt(row: Sequence[Any]) -> Attempt:
    fan_id, at, quantity, answer, door, wishes = row
    return Attempt(fan_id, at, quantity, answer, door, tuple(wishes))


def _sold_out_at(pool_id: int) -> datetime | None:
    """When the claims first added up to all there is now, or somebody was first told that nothing is left: a pool that
    grew since then was sold out before, too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY_AT, {"pool": pool_id})
        found = [cursor.fetchone()[0]]
    told = AttemptRow.objects.filter(pool=pool_id, answer="sold_out").order_by("at")
    found.append(told.values_list("at", flat=True).first())
    return min((each for each in found if each), default=None)
