"""The same `Idempotency-Key` gets the same answer. The row is written in the act's own transaction."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from fanloop.foundation.models import Answered

KEPT = timedelta(days=30)


class OtherQuestion(ValueError):
    """A key was used again with other words; nothing was done."""


def once(
    *, who: str, key: str, question: Any, at: datetime, act: Callable[[], tuple[int, Any]]
) -> tuple[int, Any]:
    """Do `act` once per (who, key) and return its (status, body); later calls get the stored answer.

    Two calls at the same moment wait for one another on an advisory lock of the key. Raises OtherQuestion
    when the key was used with another question. A failing act leaves no row, so it may be tried again.
    """
    digest = hashlib.sha256(json.dumps(question, sort_keys=True, default=str).encode()).hexdigest()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{who} {key}"])
        known = Answered.objects.filter(who=who, key=key).first()
        if known is None:
            status, body = act()
            Answered.objects.create(who=who, key=key, question=digest, status=status, body=body, at=at)
            return status, body
    if known.question != digest:
        raise OtherQuestion(f"the key {key!r} was used with another request")
    return known.status, known.body


def forget(*, at: datetime) -> int:
    """Drop answers older than thirty days. Returns how many."""
    gone, _ = Answered.objects.filter(at__lt=at - KEPT).delete()
    return gone


def forget_of(*, who: str) -> int:
    """Drop what was told to anybody whose name starts with `who`, as when a person is erased."""
    gone, _ = Answered.objects.filter(who__startswith=who).delete()
    return gone
