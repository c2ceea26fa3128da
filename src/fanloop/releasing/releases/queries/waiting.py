"""Who waits for a train or a change, and so hears when it is stopped, taken off or goes on."""

from collections.abc import Collection
from datetime import datetime

from fanloop.listening.attention import queries as attention
from fanloop.releasing.beta import queries as beta
from fanloop.releasing.releases.models import Boarding
from fanloop.releasing.releases.queries.gates import load_of
from fanloop.releasing.releases.queries.trains import MOVED, credits_of, fans_waiting


def who_waits(change_ids: Collection[int], *, line_id: int, train_id: int | None = None) -> set[int]:
    """Ids of fans behind what these changes answer, of those credited on them, and of the line's testers where the train
    carries a build; without those who muted the train or the line. Nobody waits for an empty train.
    """
    if not change_ids:
        return set()
    behind = fans_waiting(change_ids).values()
    credited = [people for deeds in credits_of(change_ids).values() for people in deeds.values()]
    muted = [f"products.line:{line_id}", *([f"releases.train:{train_id}"] if train_id else [])]
    muting = set[int]().union(*(attention.muters(about) for about in muted))
    return set[int]().union(*behind, *credited, _testers(line_id, train_id)) - muting


def _testers(line_id: int, train_id: int | None) -> set[int]:
    programme = beta.programme_of(line_id) if train_id and load_of(train_id) else None
    return beta.testers(programme.id) if programme else set()


def left_until(change_id: int, moment: datetime) -> Boarding | None:
    """The last place a change had given up by then; that it moved to another train is no leaving."""
    rows = Boarding.objects.filter(change_id=change_id, left_at__lte=moment).order_by("-left_at", "-id")
    return rows.exclude(why_left__startswith=MOVED).first()
