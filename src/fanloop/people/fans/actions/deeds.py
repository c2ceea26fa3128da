"""The deed ledger: what a fan did on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from fanloop.people.fans.models import Deed


@dataclass(frozen=True)
class NewDeed:
    """What a fan did on a day: `kind` such as "voice" or "test", `count` times, about `ref`."""

    fan_id: int
    day: date
    kind: str
    count: int = 1
    ref: str = ""


_RECORD = """
INSERT INTO fans_deed (fan_id, day, kind, ref, count)
SELECT fan, day, kind, ref, {count} FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::text[], %s::int[])
     AS t(fan, day, kind, ref, count)
GROUP BY fan, day, kind, ref ORDER BY fan, day, kind, ref
ON CONFLICT (fan_id, day, kind, ref) DO {conflict}
"""
_KEEP = _RECORD.format(count="max(count)", conflict="NOTHING")
_ADD = _RECORD.format(count="sum(count)", conflict="UPDATE SET count = fans_deed.count + excluded.count")


@transaction.atomic
def record_deeds(deeds: Sequence[NewDeed], *, at: datetime, adding: bool = False) -> int:  # noqa: ARG001 -- every action takes it
    """Write into the deed ledger; return how many were handed in.

    The same deed of the same day is kept once, so a reaction may tell it twice. With `adding` the counts of
    the day are summed: for what happens many times, such as reading; the caller sees to telling it once.
    Rows are written in one order, so two sets at once cannot wait for each other.
    """
    for start in range(0, len(deeds), 2_000):
        part = deeds[start : start + 2_000]
        columns: list[Any] = [
            [d.fan_id for d in part],
            [d.day for d in part],
            [d.kind for d in part],
            [d.ref for d in part],
            [d.count for d in part],
        ]
        with connection.cursor() as cursor:
            cursor.execute(_ADD if adding else _KEEP, columns)
    return len(deeds)


@transaction.atomic
def take_back_deeds(deeds: Sequence[NewDeed], *, at: datetime) -> int:  # noqa: ARG001 -- every action takes it
    """Undo deeds that turned out to be none, by their counts; what is down to nothing goes. Return how many are left."""
    left = 0
    for deed in deeds:
        rows = Deed.objects.filter(fan=deed.fan_id, day=deed.day, kind=deed.kind, ref=deed.ref)
        rows.filter(count__lte=deed.count).delete()
        left += rows.update(count=F("count") - deed.count)
    return left
