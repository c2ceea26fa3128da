"""Who is behind a need, who is named for it, and how many votes a fan has left."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from fanloop.listening.voices.models import Vote
from fanloop.listening.voices.queries.standing import ACTS, FAMILY
from fanloop.listening.voices.rules import budget
from fanloop.people.fans import queries as fans

_BEHIND = f"""
WITH RECURSIVE {FAMILY}, {ACTS}
SELECT root, fan, max(strength), min(at) FROM acts WHERE fan IS NOT NULL GROUP BY root, fan
ORDER BY root, max(strength) DESC, min(at), fan
"""  # noqa: S608 -- made of our own constants


@dataclass(frozen=True)
class Credited:
    """Names to thank, the strongest and first ones in front, and how many others there are."""

    names: tuple[str, ...]
    others: int


def _behind(need_ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, {"needs": list(need_ids)})
        for root, fan_id, _strength, _at in cursor.fetchall():
            found.setdefault(root, []).append(fan_id)
    return found


def people_behind(need_ids: Collection[int]) -> dict[int, set[int]]:
    """Need id → ids of all fans who voiced, backed or voted for it, also through needs joined into it."""
    behind = _behind(need_ids)
    return {need_id: set(behind.get(need_id, ())) for need_id in need_ids}


def credit_names(need_ids: Collection[int], *, shown: int = 1) -> dict[int, Credited]:
    """Need id → the first `shown` names and the number of others. Two queries."""
    behind = _behind(need_ids)
    first = {need_id: ids[:shown] for need_id, ids in behind.items()}
    names = fans.names({fan_id for ids in first.values() for fan_id in ids})
    return {
        need_id: Credited(
            tuple(names[fan_id] for fan_id in first.get(need_id, ()) if fan_id in names),
            max(0, len(behind.get(need_id, ())) - shown),
        )
        for need_id in need_ids
    }


def open_votes(fan_id: int) -> int:
    """Votes that count against the budget: neither taken back nor returned."""
    return Vote.objects.filter(fan=fan_id, withdrawn_at=None, returned_at=None).count()


def votes_left(fan_id: int | None) -> int:
    return budget.left(open_votes(fan_id)) if fan_id is not None else budget.BUDGET
