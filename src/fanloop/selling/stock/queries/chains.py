from datetime import UTC, datetime, timedelta

from fanloop.selling.stock.models import Batch, Claim
from fanloop.selling.stock.rules.chain import Link, Row, first_wrong

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def chain(pool_id: int) -> list[Link]:
    """The links of a pool, in order; the last hash stands for the whole log of claims."""
    rows = Batch.objects.filter(pool=pool_id).order_by("last")
    return [Link(*row) for row in rows.values_list("first", "last", "prev", "hash")]


def verify_chain(pool_id: int) -> Link | None:
    """The first batch that was changed after it was decided, None when every claim stands as it was written."""
    claims = Claim.objects.filter(pool=pool_id).order_by("number")
    rows = [
        Row(*row[:4], (row[4] - _EPOCH) // timedelta(microseconds=1), row[5])
        for row in claims.values_list("number", "fan_id", "slot", "quantity", "at", "key")
    ]
    return first_wrong(pool_id, chain(pool_id), rows)
