"""Scores and counts of needs, reckoned from their rows: never added up, so nothing can drift."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from fanloop.listening.voices.models import Need
from fanloop.listening.voices.queries.standing import Found, standings
from fanloop.listening.voices.rules import ranking

_WRITE = """
UPDATE voices_need n SET voices_count = s.voices, backers_count = s.backers, votes_count = s.votes,
    people_count = s.people, weight = s.weight, popularity = s.popularity, score = s.score, hot = s.hot, ranked_at = %s
FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[], %s::float8[], %s::float8[], %s::float8[],
            %s::float8[]) AS s(id, voices, backers, votes, people, weight, popularity, score, hot)
WHERE n.id = s.id
"""

_ROOTS = """
WITH RECURSIVE up(id) AS (
    SELECT unnest(%s::bigint[])
    UNION SELECT j.into_id FROM voices_joining j JOIN up ON j.need_id = up.id WHERE j.undone_at IS NULL
) SELECT id FROM up
"""


@transaction.atomic
def rank_needs(*, at: datetime, need_ids: Collection[int] | None = None) -> int:
    """Reckon counts and scores of needs, all of them by default, and of every need they are joined into.

    Returns how many were ranked. Three statements for any number.
    """
    ids = list(Need.objects.values_list("id", flat=True)) if need_ids is None else _with_roots(need_ids)
    found = standings(ids, at)
    rows = [_numbers(need_id, found.get(need_id) or _NOBODY) for need_id in ids]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [at, *(list(column) for column in zip(*rows, strict=True))])
    return len(rows)


_NOBODY = Found(ranking.Standing(), 0)


def _numbers(need_id: int, found: Found) -> tuple[float, ...]:
    standing = found.standing
    score = ranking.score(standing)
    return (
        need_id, found.voices, standing.backers, standing.votes, standing.people,
        score.weight, score.popularity, score.value, score.hot,
    )  # fmt: skip


def _with_roots(need_ids: Collection[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_ROOTS, [list(need_ids)])
        return [row[0] for row in cursor.fetchall()]
