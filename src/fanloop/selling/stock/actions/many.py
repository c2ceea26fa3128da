"""One person claims from several pools at once: everything, or nothing with what is missing named."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from fanloop.selling.stock import ports
from fanloop.selling.stock.actions.claims import claim
from fanloop.selling.stock.models import Gate, Pool
from fanloop.selling.stock.rules.claims import Outcome, Request
from fanloop.selling.stock.rules.refusals import Refused


class NotAll(Refused):
    """`refused`: the outcome of each request that could not be granted, by key. Nothing was claimed."""

    def __init__(self, refused: Mapping[str, Outcome]) -> None:
        super().__init__(", ".join(f"{key}: {each.why}" for key, each in refused.items()))
        self.refused = dict(refused)


@transaction.atomic
def claim_all(
    *, wanted: Mapping[int, Sequence[Request]], at: datetime, hold: timedelta | None = None
) -> dict[str, Outcome]:
    """Claim `wanted`, pool → requests, all or nothing; returns the outcome of each key. With `hold` they are given back
    unless they are confirmed in time.

    Everybody locks pools in the order of their ids, so two of these can wait for each other but never both at
    once; requests for one pool are one batch and draw on one running remainder. Raises NotAll.
    """
    list(Pool.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id"))
    stopped = _stopped(wanted)
    answers: dict[str, Outcome] = {}
    for pool, requests in sorted(wanted.items()):
        answers |= {each.key: each for each in claim(pool=pool, requests=requests, at=at, hold=hold)}
    refused = {key: each for key, each in answers.items() if not each.granted}
    refused |= {
        each.key: Outcome(each.key, granted=False, why="sold_out")
        for pool in stopped
        for each in wanted[pool]
    }
    if refused:
        raise NotAll(refused)
    return answers


def _stopped(wanted: Mapping[int, Sequence[Request]]) -> list[int]:
    """Pools that somebody has stopped."""
    latest = Gate.objects.filter(pool__in=wanted).order_by("pool", "-id").distinct("pool")
    return [gate.pool_id for gate in latest if not gate.is_open]


@transaction.atomic
def grow(*, pool: int, pieces: int, at: datetime) -> Pool:
    """Put `pieces` more into a pool, who waits is served first; or take free ones out when negative.

    Raises Refused for more than are free.
    """
    row = Pool.objects.select_for_update(no_key=True).get(id=pool)
    if row.remaining + pieces < 0 or row.total + pieces < 1:
        raise Refused(f"only {row.remaining} of this pool are free")
    row.total, row.remaining = row.total + pieces, row.remaining + pieces
    row.save(update_fields=["total", "remaining"])
    if pieces > 0:
        ports.serve_line(row.id, pieces, at)
        row.refresh_from_db()
    return row
