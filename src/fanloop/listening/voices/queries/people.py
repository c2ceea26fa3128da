"""Who is behind a need, who is named for it, and how many votes a fan has left."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from fanloop.listening.attention import queries as attention
from fanloop.listening.voices.queries.family import FAMILY, families, spent_votes
from fanloop.listening.voices.queries.standing import ACTS
from fanloop.listening.voices.rules import budget
from fanloop.people.fans import queries as fans
from fanloop.people.levels import queries as levels
from fanloop.people.levels.ports import benefit

_BEHIND = f"""
WITH RECURSIVE {FAMILY}, {ACTS}
SELECT root, fan, max(strength), min(at) FROM acts WHERE fan IS NOT NULL GROUP BY root, fan
ORDER BY root, max(strength) DESC, min(at), fan
"""  # noqa: S608 -- made of our own constants


for _level, _votes in enumerate(budget.BUDGETS):
    benefit(
        level=_level,
        key=f"voices.votes.{_level}",
        label=format_lazy(_("Vote for {votes} needs at once"), votes=_votes),
    )


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


def listeners(need_ids: Collection[int]) -> dict[int, set[int]]:
    """Need id → everybody who wants to hear what becomes of it: who is behind it and who follows it, without muters.

    Followers of needs that were joined into it hear of it as well.
    """
    behind = people_behind(need_ids)
    return {
        need_id: _hearing(behind[need_id], [f"voices.need:{member}" for member in members])
        for need_id, members in families(need_ids).items()
    }


def _hearing(people: set[int], abouts: list[str]) -> set[int]:
    following = set().union(*(attention.followers(about) for about in abouts))
    muting = set().union(*(attention.muters(about) for about in abouts))
    return (people | following) - muting


def budget_of(fan_id: int | None) -> int:
    """How many votes a fan has in all, by level."""
    return budget.budget_of(levels.level_of(fan_id))


def votes_left(fan_id: int | None) -> int:
    return budget.left(spent_votes(fan_id) if fan_id is not None else 0, budget_of(fan_id))


@dataclass(frozen=True)
class Purse:
    """A fan's votes: how many in all, how many are left."""

    budget: int
    left: int


def purse(fan_id: int | None, *, level: int | None = None) -> Purse:
    """Two queries for a fan, one where the level is known already, none for nobody."""
    whole = budget_of(fan_id) if level is None else budget.budget_of(level)
    return Purse(whole, budget.left(spent_votes(fan_id) if fan_id is not None else 0, whole))
