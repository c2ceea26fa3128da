"""Taking out again what an import brought. Whoever calls has asked `foundation.holding` that nobody builds on it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from fanloop.foundation import trail
from fanloop.foundation.search import index as search
from fanloop.listening.voices.actions.gathering import entries
from fanloop.listening.voices.actions.ranking import rank_needs
from fanloop.listening.voices.models import (
    Backing,
    Closure,
    Fingerprint,
    Joining,
    Likeness,
    Merge,
    Need,
    NeedStatus,
    Status,
    Voice,
)


@transaction.atomic
def remove_imported(
    *, voice_ids: Collection[int], need_ids: Collection[int], backing_ids: Collection[int], at: datetime
) -> None:
    """Delete imported voices, needs and backings with what hangs on them; needs that stay are ranked anew.

    The database refuses it where a row that stays points at one that goes (ProtectedError, IntegrityError).
    """
    backings = Backing.objects.filter(id__in=backing_ids).exclude(source_key=None)
    staying = _needs_of(backings, need_ids)
    gone = [f"voices.voice:{each}" for each in voice_ids] + [f"voices.need:{each}" for each in need_ids]
    backings.delete()
    Merge.objects.filter(voice__in=voice_ids, need__in=need_ids).delete()
    Joining.objects.filter(need__in=need_ids, into__in=need_ids).delete()
    Closure.objects.filter(need__in=need_ids, by=None).delete()
    NeedStatus.objects.filter(need__in=need_ids, by=None).delete()
    Need.objects.filter(id__in=need_ids).exclude(source_key=None).delete()
    Voice.objects.filter(id__in=voice_ids).exclude(source_key=None).delete()
    Fingerprint.objects.filter(about__in=gone).delete()
    Likeness.objects.filter(Q(one__in=gone) | Q(other__in=gone)).delete()
    search.forget(gone)
    trail.forget(gone)
    rank_needs(at=at, need_ids=staying)
    search.index(entries(list(Need.objects.filter(id__in=staying))))


def _needs_of(backings: QuerySet[Backing], need_ids: Collection[int]) -> set[int]:
    """Needs that stay and lose some of these."""
    voices = set(backings.values_list("voice_id", flat=True))
    merges = Merge.objects.filter(voice__in=voices, undone_at=None).exclude(need__in=need_ids)
    return set(merges.values_list("need_id", flat=True))


@transaction.atomic
def remove_statuses(*, status_ids: Collection[int], at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Delete statuses that an import wrote down and nothing stands in."""
    Status.objects.filter(id__in=status_ids, by=None).delete()
