"""Who came and got nothing, written down at every door. The claim path writes its own lines, a thousand at a time."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from fanloop.selling.stock.models import Attempt, Pool
from fanloop.selling.stock.rules.attempts import Miss

_NOTE = """
INSERT INTO stock_attempt (pool_id, fan_id, quantity, answer, door, wishes, at)
SELECT p.id, %(fan)s, %(quantity)s, CASE WHEN p.remaining > 0 THEN 'too_few' ELSE 'sold_out' END, %(door)s, %(wishes)s, %(at)s
FROM stock_pool p WHERE p.id = %(pool)s AND p.remaining < %(quantity)s
ON CONFLICT (pool_id, fan_id) DO UPDATE SET wishes = excluded.wishes
WHERE stock_attempt.wishes = '{}' AND excluded.wishes <> '{}'
"""


@transaction.atomic
def note_misses(*, misses: Iterable[Miss], fan_id: int, door: str, at: datetime) -> None:
    """Somebody wanted what is not there. Once per fan and pool, as it was first; only what would have done is learned
    later. A door calls this after it has refused, since a refusal undoes what was done before it; where there is
    enough by now, nothing is written.
    """
    with connection.cursor() as cursor:
        for each in misses:
            said: dict[str, Any] = {
                "pool": each.pool, "fan": fan_id, "quantity": min(max(each.quantity, 1), 32_767), "door": door,
                "wishes": sorted(each.wishes), "at": at,
            }  # fmt: skip
            cursor.execute(_NOTE, said)


@transaction.atomic
def note_crowd(*, pool: int, fans: Iterable[int], quantity: int, door: str, at: datetime) -> None:
    """All of these wanted `quantity` pieces each and were told together that nothing is left."""
    rows = [
        Attempt(pool_id=pool, fan_id=fan, quantity=quantity, answer="sold_out", door=door, at=at)
        for fan in fans
    ]
    Attempt.objects.bulk_create(rows, batch_size=2_000, ignore_conflicts=True)


@transaction.atomic
def publish_opening(*, pool: int, opens_at: datetime, at: datetime) -> None:  # noqa: ARG001 -- a verb takes its moment
    """From when on anybody can claim, for whoever asks later how fast it sold."""
    Pool.objects.filter(id=pool).update(opens_at=opens_at)
