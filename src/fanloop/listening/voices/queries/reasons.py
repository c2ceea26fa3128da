"""Votes with their reasons, and who gave which on whose behalf."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices.models import Vote
from fanloop.listening.voices.queries.family import family_ids
from fanloop.people.fans import queries as fans


@dataclass(frozen=True)
class Reason:
    """Why somebody voted. `by` is the member who voted for them, empty where they did it themselves."""

    vote: Vote
    name: str
    why: str
    at: datetime
    by: str
    note: str


def reasons(need_id: int, *, limit: int = 30) -> list[Reason]:
    """Votes with a reason, the oldest first, also those that came with joined needs."""
    rows = _votes([need_id]).exclude(why="")
    return _rowed(list(rows[:limit]))


def behalf_votes(need_id: int, viewer: Viewer) -> list[Reason]:
    """Votes a member gave for somebody, for those who may give such votes."""
    if not viewer.may("voices.behalf"):
        return []
    return _rowed(list(_votes([need_id]).exclude(by=None)))


def behalf_vote(vote_id: int) -> Vote | None:
    return Vote.objects.filter(id=vote_id, by__isnull=False, withdrawn_at=None).select_related("need").first()


def my_vote(need_id: int, viewer: Viewer) -> Vote | None:
    """The viewer's own vote on a need, or on one that was joined into it."""
    return None if viewer.fan_id is None else _votes([need_id]).filter(fan=viewer.fan_id).first()


def _votes(need_ids: Collection[int]) -> "QuerySet[Vote]":
    rows = Vote.objects.filter(need__in=family_ids(need_ids), withdrawn_at=None)
    return rows.select_related("by").order_by("at", "id")


def _rowed(rows: list[Vote]) -> list[Reason]:
    names = fans.names(row.fan_id for row in rows if row.fan_id)
    return [
        Reason(
            row,
            names.get(row.fan_id or 0, "") or row.person,
            row.why,
            row.at,
            row.by.name if row.by else "",
            row.note,
        )
        for row in rows
    ]
