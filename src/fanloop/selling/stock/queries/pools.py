from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fanloop.selling.stock.models import Pool


@dataclass(frozen=True)
class Status:
    """A pool as it stands; the decision is made under its lock, so this is for showing only."""

    pool_id: int
    total: int
    remaining: int
    sequence: int

    @property
    def held(self) -> int:
        return self.total - self.remaining

    @property
    def next_number(self) -> int:
        return self.sequence + 1


def status(pool_id: int) -> Status | None:
    """A pool's numbers, None for a pool that is not there."""
    return statuses([pool_id]).get(pool_id)


def statuses(pool_ids: Collection[int]) -> dict[int, Status]:
    rows = Pool.objects.filter(id__in=pool_ids).values_list("id", "total", "remaining", "sequence")
    return {row[0]: Status(*row) for row in rows}


def pool_of(about: str) -> Pool | None:
    """The pool opened for something."""
    return Pool.objects.filter(about=about).first()


def pools_of(abouts: Iterable[str]) -> list[Pool]:
    return list(Pool.objects.filter(about__in=list(abouts)))
