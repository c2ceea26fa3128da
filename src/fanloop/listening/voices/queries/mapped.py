"""Needs on the public board, for the map of search engines."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from fanloop.foundation.viewer import ANYONE
from fanloop.listening.voices.models import Joining, Need
from fanloop.listening.voices.queries.boards import open_boards


def needs_mapped(*, offset: int, limit: int) -> Iterable[tuple[str, datetime]]:
    """Slug and when it last moved, in the order of ids."""
    rows = _mapped().annotate(moved_at=Coalesce("ranked_at", "at")).order_by("id")
    return rows.values_list("slug", "moved_at")[offset : offset + limit]


def count_mapped() -> int:
    return _mapped().count()


def _mapped() -> "QuerySet[Need]":
    """Public needs that were not joined into another and that somebody asked for."""
    joined = Joining.objects.filter(undone_at=None).values("need")
    return Need.objects.filter(open_boards(ANYONE), people_count__gt=0).exclude(id__in=joined)
