"""What was promised for the case of success becomes due."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from fanloop.selling.payments.models import Due
from fanloop.selling.payments.queries.at_success import KIND


@transaction.atomic(savepoint=False)
def fall_due(*, refs: Collection[str], day: date) -> int:
    """From `day` on the pledges of these orders are owed. Fallen due before, a row keeps its day."""
    return Due.objects.filter(order_ref__in=refs, kind=KIND, due=None).update(due=day)
