"""Pieces that are kept for some: taken out of a pool, and given back to it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.selling.stock.actions.claims import free
from fanloop.selling.stock.models import Pool, Reserve
from fanloop.selling.stock.rules.refusals import Refused


@transaction.atomic
def reserve(*, pool: int, about: str, quantity: int, at: datetime) -> None:
    """Keep `quantity` more pieces of a pool for `about`. Raises Refused when not so many are free."""
    row = Pool.objects.select_for_update(no_key=True).get(id=pool)
    if not 0 < quantity <= row.remaining:
        raise Refused(_("Only %(left)s pieces are free.") % {"left": row.remaining})
    kept, _is_new = Reserve.objects.get_or_create(
        about=about, defaults={"pool": row, "quantity": 0, "at": at}
    )
    Pool.objects.filter(id=pool).update(remaining=row.remaining - quantity)
    Reserve.objects.filter(id=kept.id).update(quantity=kept.quantity + quantity)


@transaction.atomic
def unreserve(*, about: str, at: datetime, quantity: int | None = None) -> int:
    """Give back what is kept for `about`, all of it or at most `quantity`; who waits is served first. Return how many."""
    found = Reserve.objects.filter(about=about).first()
    if found is None:
        return 0
    pool = Pool.objects.select_for_update(no_key=True).get(id=found.pool_id)
    found.refresh_from_db()
    pieces = found.quantity if quantity is None else min(quantity, found.quantity)
    if pieces:
        Reserve.objects.filter(id=found.id).update(quantity=found.quantity - pieces)
        free(pool, pieces, at=at)
    return pieces


@transaction.atomic
def free_now(*, pool: int, at: datetime) -> int:  # noqa: ARG001 -- a verb takes its moment
    """How many pieces are free. The pool stays locked until the transaction ends, so the answer stays true."""
    return Pool.objects.select_for_update(no_key=True).get(id=pool).remaining
