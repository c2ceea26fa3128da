from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Max, Q

from fanloop.selling.payments.ports import Gap
from fanloop.selling.stock.models import Batch, Claim, Pool
from fanloop.selling.stock.rules.chain import START, Link, Row, first_wrong, published

LATELY = timedelta(days=35)
"""How long before the latest batch of all a pool must have been claimed from to be looked at every night."""
_LINK = ("first", "last", "prev", "hash", "salt")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOG = """
SELECT p.sequence, c.number, c.fan_id, c.slot, c.quantity, (extract(epoch FROM c.at) * 1000000)::bigint, c.key,
       b.first, b.last, b.prev, b.hash, b.salt
FROM stock_pool p LEFT JOIN (
    (SELECT * FROM stock_claim WHERE pool_id = %(pool)s) c
    FULL JOIN (SELECT * FROM stock_batch WHERE pool_id = %(pool)s) b ON b.last = c.number
) ON true WHERE p.id = %(pool)s ORDER BY coalesce(c.number, b.last)
"""


def chain(pool_id: int) -> list[Link]:
    """The links of a pool, in order; the last hash stands for the whole log of claims."""
    rows = Batch.objects.filter(pool=pool_id).order_by("last")
    return [Link(*row) for row in rows.values_list(*_LINK)]


def chain_head(pool_id: int) -> Link | None:
    """The last link of a pool, whose hash stands for all claims before; None where nothing was claimed."""
    row = Batch.objects.filter(pool=pool_id).order_by("-last").values_list(*_LINK).first()
    return Link(*row) if row else None


def published_chain(pool_id: int) -> Iterator[str]:
    """The chain of a pool for everybody, in lines; who claimed is not in it (`rules.chain`)."""
    return published(pool_id, _batches(pool_id))


def _batches(pool_id: int) -> Iterator[tuple[Link, list[Row]]]:
    for link in chain(pool_id):
        claims = Claim.objects.filter(pool=pool_id, number__range=(link.first, link.last)).order_by("number")
        found = claims.values_list("number", "fan_id", "slot", "quantity", "at", "key") if link.salt else ()
        yield link, [Row(*row[:4], _micros(row[4]), row[5]) for row in found]


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def verify_chain(pool_id: int) -> Link | None:
    """The first batch that was changed after it was decided, None when every claim stands as it was written.

    Claims and links are read by one statement, so that a batch decided meanwhile is seen whole or not at all.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOG, {"pool": pool_id})
        found = cursor.fetchall()
    links = [Link(*row[7:]) for row in found if row[8] is not None]
    wrong = first_wrong(pool_id, links, [Row(*row[1:7]) for row in found if row[1] is not None])
    if wrong or not found:
        return wrong
    given, last = found[0][0], links[-1].last if links else 0
    return Link(last + 1, given, links[-1].hash if links else START, "") if given > last else None


def claimed_pools(about: str = "") -> list[Pool]:
    """Pools that were claimed from, all or the one opened for something."""
    rows = Pool.objects.filter(sequence__gt=0).order_by("id")
    return list(rows.filter(about=about) if about else rows)


def gaps() -> list[Gap]:
    """The first wrong batch of every pool that was claimed from lately, for the nightly look."""
    newest = Batch.objects.aggregate(at=Max("at"))["at"]
    grown = Batch.objects.filter(at__gte=newest - LATELY).values("pool") if newest else []
    pools = Pool.objects.filter(Q(id__in=grown) | ~Q(id__in=Batch.objects.values("pool")), sequence__gt=0)
    return [
        Gap("chain", f"{about} · {wrong.first}–{wrong.last}", 0, 0, "")
        for id_, about in pools.order_by("id").values_list("id", "about")
        if (wrong := verify_chain(id_))
    ]
