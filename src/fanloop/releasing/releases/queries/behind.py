"""Who stands behind changes, the first of many by id and the rest as a count: a page of a train with fifty thousand
backers must not read fifty thousand rows.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from fanloop.foundation import lately

FIRST = 120
"""So many are named at most, here and on any page."""


@dataclass(frozen=True)
class Thanks:
    """Credits of a change by deed, in the order they were given, and how many asked or backed who are not among them."""

    credits: dict[str, list[int]]
    more: int = 0


@lately.kept("releases_credit")
def first_credits(change_ids: tuple[int, ...]) -> dict[int, Thanks]:
    """Change id → its thanks. Of those who asked or backed the first are named, of those who helped or made it all."""
    credits_: dict[int, dict[str, list[int]]] = defaultdict(dict)
    asked: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, {"changes": list(change_ids), "first": FIRST})
        for change_id, deed, fans, count in cursor.fetchall():
            credits_[change_id][deed], asked[change_id] = fans, count
    return {
        change_id: Thanks(deeds, asked[change_id] - len({*deeds.get("asked", ()), *deeds.get("backed", ())}))
        for change_id, deeds in credits_.items()
    }


@lately.kept("releases_credit", "releases_boarding")
def thanked(train_id: int) -> tuple[list[int], int]:
    """The first fans with a credit on what is or was aboard this train, and how many there are in all."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, {"train": train_id, "first": FIRST})
        first, count = cursor.fetchone()
    return first or [], count


_FIRST = """
WITH asked AS (
    SELECT change_id, count(DISTINCT fan_id) AS fans FROM releases_credit
    WHERE change_id = ANY(%(changes)s) AND for_what IN ('asked', 'backed') GROUP BY change_id
)
SELECT c.change_id, c.for_what,
       CASE WHEN c.for_what IN ('asked', 'backed') THEN (array_agg(c.fan_id ORDER BY c.id))[:%(first)s]
            ELSE array_agg(c.fan_id ORDER BY c.id) END,
       coalesce(a.fans, 0)
FROM releases_credit c LEFT JOIN asked a USING (change_id)
WHERE c.change_id = ANY(%(changes)s) GROUP BY c.change_id, c.for_what, a.fans
"""
_BEHIND = """
WITH behind AS (
    SELECT DISTINCT c.fan_id FROM releases_credit c
    JOIN releases_boarding b USING (change_id) WHERE b.train_id = %(train)s AND b.left_at IS NULL
)
SELECT (SELECT array_agg(fan_id) FROM (SELECT fan_id FROM behind ORDER BY fan_id LIMIT %(first)s) AS few),
       (SELECT count(*) FROM behind)
"""
