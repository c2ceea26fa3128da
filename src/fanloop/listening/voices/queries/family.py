"""Needs and those joined into them. A link is followed wherever people are counted; nothing is ever copied."""

from collections.abc import Collection

from django.db import connection

FAMILY = """
family(root, member) AS (
    SELECT id, id FROM voices_need WHERE id = ANY(%(needs)s)
    UNION
    SELECT f.root, j.need_id FROM voices_joining j JOIN family f ON j.into_id = f.member WHERE j.undone_at IS NULL
)"""
"""A need and all that were joined into it, at any depth."""

_MEMBERS = f"WITH RECURSIVE {FAMILY} SELECT root, member FROM family"  # noqa: S608 -- made of our own constants

_SPENT = """
WITH RECURSIVE given(need_id) AS (
    SELECT need_id FROM voices_vote WHERE fan_id = %(fan)s AND withdrawn_at IS NULL AND returned_at IS NULL
), up(id) AS (
    SELECT need_id FROM given
    UNION SELECT j.into_id FROM voices_joining j JOIN up ON j.need_id = up.id WHERE j.undone_at IS NULL
)
SELECT count(*) FROM up WHERE NOT EXISTS (SELECT 1 FROM voices_joining j WHERE j.need_id = up.id AND j.undone_at IS NULL)
"""


def families(need_ids: Collection[int]) -> dict[int, set[int]]:
    """Need id → ids of all that count in it, itself among them. One query."""
    found: dict[int, set[int]] = {need_id: set() for need_id in need_ids}
    if need_ids:
        with connection.cursor() as cursor:
            cursor.execute(_MEMBERS, {"needs": list(need_ids)})
            for root, member in cursor.fetchall():
                found[root].add(member)
    return found


def family_ids(need_ids: Collection[int]) -> set[int]:
    return set().union(*families(need_ids).values()) if need_ids else set()


_VOTED = f"""
WITH RECURSIVE {FAMILY}
SELECT DISTINCT f.root FROM family f JOIN voices_vote t ON t.need_id = f.member
WHERE t.fan_id = %(fan)s AND t.withdrawn_at IS NULL
"""  # noqa: S608 -- made of our own constants


def voted_by(fan_id: int, need_ids: Collection[int]) -> set[int]:
    """Those needs on which a fan has a vote, given there or on one that was joined into it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_VOTED, {"needs": list(need_ids), "fan": fan_id})
        return {row[0] for row in cursor.fetchall()}


def spent_votes(fan_id: int) -> int:
    """Needs on which a fan has a vote that counts against the budget. Two needs that became one cost one vote."""
    with connection.cursor() as cursor:
        cursor.execute(_SPENT, {"fan": fan_id})
        return int(cursor.fetchone()[0])
