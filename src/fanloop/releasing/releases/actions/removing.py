"""Taking an imported history out again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from fanloop.foundation import trail
from fanloop.foundation.search import index as search
from fanloop.releasing.releases.models import Boarding, Change, Credit, Departure, Note, Train


@transaction.atomic
def remove_imported(*, train_ids: Collection[int], change_ids: Collection[int], at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Delete imported trains and changes with what came along with them.

    The database refuses it where a row that stays points at one that goes (ProtectedError).
    """
    Boarding.objects.filter(change__in=change_ids, by=None).exclude(change__source_key=None).delete()
    Credit.objects.filter(change__in=change_ids).exclude(change__source_key=None).delete()
    Note.objects.filter(train__in=train_ids, by=None).exclude(train__source_key=None).delete()
    Departure.objects.filter(train__in=train_ids, by=None).exclude(train__source_key=None).delete()
    Change.objects.filter(id__in=change_ids).exclude(source_key=None).delete()
    Train.objects.filter(id__in=train_ids).exclude(source_key=None).delete()
    gone = [f"releases.train:{each}" for each in train_ids] + [f"releases.change:{each}" for each in change_ids]  # fmt: skip
    search.forget(gone)
    trail.forget(gone)
