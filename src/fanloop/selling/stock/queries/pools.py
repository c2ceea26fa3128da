from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from fanloop.selling.stock.models import Pool, Reserve

_RESERVED = Coalesce(
    Subquery(
        Reserve.objects.filter(pool=OuterRef("id"))
        .order_by()
        .values("pool")
        .annotate(n=Sum("quantity"))
        .values("n")
    ),
    0,
)


@dataclass(frozen=True)
class Status:
    """A pool as it stands; the decision is made under its lock, so this is for showing only. `reserved` are neither
    free nor claimed: kept for some.
    """

    pool_id: int
    total: int
    remaining: int
    sequence: int
    reserved: int = 0

    @property
    def held(self) -> int:
        return self.total - self.remaining - self.reserved

    @property
    def for_all(self) -> int:
        """What anybody may claim or has claimed: the total without what is still kept for some."""
        return self.total - self.reserved

    @property
    def next_number(self) -> int:
        return self.sequence + 1


def status(pool_id: int) -> Status | None:
    """A pool's numbers, None for a pool that is not there."""
    return statuses([pool_id]).get(pool_id)


def statuses(pool_ids: Collection[int]) -> dict[int, Status]:
    rows = Pool.objects.filter(id__in=pool_ids).values_list("id", "total", "remaining", "sequence", _RESERVED)
    return {row[0]: Status(*row) for row in rows}


def reserved(about: str) -> int:
    """How many pieces are kept for something and not claimed."""
    return Reserve.objects.filter(about=about).values_list("quantity", flat=True).first() or 0


def pool_keeping(about: str) -> int | None:
    """The pool out of which pieces are or were kept for something."""
    return Reserve.objects.filter(about=about).values_list("pool", flat=True).first()


def pool_of(about: str) -> Pool | None:
    """The pool opened for something."""
    return Pool.objects.filter(about=about).first()


def pools_of(abouts: Iterable[str]) -> list[Pool]:
    return list(Pool.objects.filter(about__in=list(abouts)))
