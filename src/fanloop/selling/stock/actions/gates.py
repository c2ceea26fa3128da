from datetime import datetime

from django.db import transaction

from fanloop.people.team.queries import Member
from fanloop.selling.stock.models import Gate, Pool


@transaction.atomic
def stop(*, pool: int, by: Member | None, at: datetime) -> None:
    """Nobody claims from this pool over the network until it goes on. What is claimed stays claimed."""
    _set(pool, by, at, is_open=False)


@transaction.atomic
def let_go(*, pool: int, by: Member | None, at: datetime) -> None:
    """Claims go on."""
    _set(pool, by, at, is_open=True)


def _set(pool: int, by: Member | None, at: datetime, *, is_open: bool) -> None:
    """Under the pool's lock, so that no batch is decided in between."""
    row = Pool.objects.select_for_update(no_key=True).get(id=pool)
    Gate.objects.create(pool=row, is_open=is_open, by=by, at=at)
