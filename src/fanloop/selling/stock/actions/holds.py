"""Holds end in one of two ways, and whoever takes the row away decides which."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from fanloop.selling.stock.actions.claims import give_back
from fanloop.selling.stock.models import Claim, Confirmation, Hold, Release

SWEPT_AT_ONCE = 500
LAPSED = "the hold lapsed"
_TAKE = "DELETE FROM stock_hold WHERE claim_id = ANY(%s) RETURNING claim_id"
_SWEEP = """
DELETE FROM stock_hold WHERE claim_id IN (
    SELECT claim_id FROM stock_hold WHERE until <= %s ORDER BY until LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING claim_id
"""


class Lapsed(NamedTuple):
    """A claim that nobody confirmed in time."""

    claim_id: int
    pool_id: int
    fan_id: int
    quantity: int


@transaction.atomic
def confirm(*, claims: Collection[int], at: datetime) -> frozenset[int]:
    """Make held claims their fans' own; return those that are theirs now. What is missing was given back before.

    Confirmed again, nothing happens. A hold that is over but not yet swept is confirmed.
    """
    mine = _taken(_TAKE, [sorted(claims)])
    Confirmation.objects.bulk_create([Confirmation(claim_id=each, at=at) for each in mine])
    released = Release.objects.filter(claim__in=claims).values_list("claim_id", flat=True)
    return frozenset(
        Claim.objects.filter(id__in=claims).exclude(id__in=released).values_list("id", flat=True)
    )


@transaction.atomic
def release_held(*, claims: Collection[int], at: datetime, why: str) -> int:
    """Give back those of these claims that are still held; return how many pieces came free.

    What was confirmed at the same moment stays its fan's own: whoever takes the hold away decides.
    """
    return give_back(_taken(_TAKE, [sorted(claims)]), at=at, why=why)


@transaction.atomic
def keep(*, claims: Collection[int], until: datetime, at: datetime) -> bool:
    """Let all of these holds last at least until then. False, and nothing changes, when one is over or was taken away."""
    held = Hold.objects.select_for_update().filter(claim__in=claims, until__gt=at).order_by("claim_id")
    if len(held) < len(set(claims)):
        return False
    Hold.objects.filter(claim__in=claims, until__lt=until).update(until=until)
    return True


@transaction.atomic
def extend(*, claims: Collection[int], until: datetime, at: datetime) -> int:
    """Let these holds last until then; return how many still stood at `at` and do so. Never shortens one."""
    return Hold.objects.filter(claim__in=claims, until__gt=at, until__lt=until).update(until=until)


@transaction.atomic
def sweep(*, at: datetime, limit: int = SWEPT_AT_ONCE) -> list[Lapsed]:
    """Give back up to `limit` claims whose hold is over; the waiting list is served in the same transaction.

    Several sweepers share the work: a hold that another one, or a confirmation, has under its hand is left alone.
    """
    over = _taken(_SWEEP, [at, limit])
    if not over:
        return []
    lapsed = [
        Lapsed(*row)
        for row in Claim.objects.filter(id__in=over)
        .order_by("id")
        .values_list("id", "pool_id", "fan_id", "quantity")
    ]
    give_back(over, at=at, why=LAPSED)
    return lapsed


def _taken(statement: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
