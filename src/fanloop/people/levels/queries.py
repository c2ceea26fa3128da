"""Every read of levels. A level is public; how far somebody is, is for them and for who may give levels."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.levels.models import ByHand, Level, LevelChange, ThresholdSetting
from fanloop.people.levels.rules import deeds
from fanloop.people.levels.rules.levels import (
    GRACE,
    HIGHEST_EARNED,
    WINDOW,
    Counts,
    Facts,
    Held,
    Requirement,
    Thresholds,
    keeping,
    requirements,
)

__all__ = [
    "ByHand",
    "LevelChange",
    "Standing",
    "ThresholdSetting",
    "figures",
    "level_of",
    "levels_of",
    "name_of",
    "standing",
    "thresholds",
]

_NAMES = (_("new here"), _("at home"), _("regular"), _("trusted"), _("keeper"))


def name_of(level: int) -> str:
    """What a level is called in the reader's language."""
    return str(_NAMES[level])


def level_of(fan_id: int | None) -> int:
    """The level held now; 0 for nobody."""
    if fan_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT level FROM levels_level WHERE fan_id = %s", [fan_id])
        held = cursor.fetchone()
    return int(held[0]) if held else 0


def levels_of(fan_ids: Iterable[int]) -> dict[int, int]:
    """Id → level, for every id that was asked. One query."""
    asked = set(fan_ids)
    held = dict(Level.objects.filter(fan__in=asked).values_list("fan", "level"))
    return {fan_id: held.get(fan_id, 0) for fan_id in asked}


def thresholds() -> Thresholds:
    """What levels need now. A figure that no longer exists is left out."""
    row = ThresholdSetting.objects.order_by("-at", "-id").first()
    known = {one.name for one in fields(Thresholds)}
    return Thresholds(**{name: value for name, value in row.figures.items() if name in known} if row else {})


def threshold_settings() -> list[ThresholdSetting]:
    """Who changed what levels need, and why; the newest first."""
    return list(ThresholdSetting.objects.select_related("by").order_by("-at", "-id"))


_FIGURES = """
WITH told AS (
    SELECT d.fan_id, d.day, d.kind, d.ref, d.count, d.day > %(since)s AS recent
    FROM fans_deed d
    LEFT JOIN (SELECT DISTINCT fan_id, ref FROM fans_deed WHERE kind = %(topic)s) own
           ON d.kind = %(reply)s AND own.fan_id = d.fan_id AND own.ref = d.ref
    WHERE d.kind = ANY(%(kinds)s) AND d.day <= %(until)s AND (%(fans)s::bigint[] IS NULL OR d.fan_id = ANY(%(fans)s))
      AND own.ref IS NULL AND NOT (d.kind = %(received)s AND d.ref = 'fans.fan:' || d.fan_id)
)
SELECT fan_id, {sums} FROM told GROUP BY fan_id
"""
_SUMS = {
    "days": "count(DISTINCT day) FILTER (WHERE kind = %(visit)s {only})",
    "topics": "count(DISTINCT ref) FILTER (WHERE kind = %(read)s {only})",
    "posts": "coalesce(sum(count) FILTER (WHERE kind = %(read)s {only}), 0)",
    "replied": "count(DISTINCT ref) FILTER (WHERE kind = %(reply)s {only})",
    "given": "count(DISTINCT ref) FILTER (WHERE kind = %(given)s {only})",
    "received": "count(*) FILTER (WHERE kind = %(received)s {only})",
    "givers": "count(DISTINCT ref) FILTER (WHERE kind = %(received)s {only})",
    "giver_days": "count(DISTINCT day) FILTER (WHERE kind = %(received)s {only})",
    "helped": "count(DISTINCT kind || ref) FILTER (WHERE kind = ANY(%(helped)s) {only})",
    "flagged": "coalesce(sum(count) FILTER (WHERE kind = %(flagged)s {only}), 0)",
    "flaggers": "count(DISTINCT ref) FILTER (WHERE kind = %(flagged)s {only})",
    "strikes": "count(*) FILTER (WHERE kind = %(strike)s {only})",
}
_COUNTS = [one.name for one in fields(Counts)]
_EVERYBODY = """
SELECT count(DISTINCT ref) FILTER (WHERE kind = %(topic)s), coalesce(sum(count), 0) FROM fans_deed
WHERE kind IN (%(topic)s, %(reply)s) AND day > %(since)s AND day <= %(until)s
"""


def figures(fan_ids: Collection[int] | None, *, at: datetime) -> dict[int, Facts]:
    """Id → figures of the ledger up to that day, for these fans or for all who ever did something. Two queries."""
    values = _values(fan_ids, at)
    sums = [_SUMS[name].format(only=only) for only in ("", "AND recent") for name in _COUNTS]
    with connection.cursor() as cursor:
        cursor.execute(_EVERYBODY, values)
        new_topics, new_posts = cursor.fetchone()
        cursor.execute(_FIGURES.format(sums=", ".join(sums)), values)
        return {
            row[0]: Facts(_counts(row[1 : 1 + len(_COUNTS)]), _counts(row[1 + len(_COUNTS) :]), new_topics, int(new_posts))
            for row in cursor.fetchall()
        }  # fmt: skip


def _counts(row: tuple[Any, ...]) -> Counts:
    return Counts(**dict(zip(_COUNTS, map(int, row), strict=True)))


def _values(fan_ids: Collection[int] | None, at: datetime) -> dict[str, Any]:
    return {
        "fans": None if fan_ids is None else list(fan_ids), "since": (at - WINDOW).date(), "until": at.date(),
        "kinds": list(deeds.KINDS), "topic": deeds.TOPIC, "reply": deeds.REPLY, "visit": deeds.VISIT,
        "read": deeds.READ, "given": deeds.REACTION_GIVEN, "received": deeds.REACTION_RECEIVED,
        "flagged": deeds.FLAGGED, "strike": deeds.STRIKE,
        "helped": [deeds.CHANGE_ASKED, deeds.BEST_ANSWER, deeds.FLAG_AGREED],
    }  # fmt: skip


def held(fan_ids: Collection[int] | None) -> dict[int, Held]:
    """Id → level held, for these fans or for everybody who holds one."""
    rows = Level.objects.all() if fan_ids is None else Level.objects.filter(fan__in=fan_ids)
    return {
        fan_id: Held(level, slipping)
        for fan_id, level, slipping in rows.values_list("fan", "level", "slipping_since")
    }


def set_by_hand(fan_ids: Collection[int] | None) -> dict[int, ByHand]:
    """Id → the hand that holds this fan's level now."""
    rows = ByHand.objects.filter(lifted_at=None).select_related("by")
    return {row.fan_id: row for row in (rows if fan_ids is None else rows.filter(fan__in=fan_ids))}


@dataclass(frozen=True)
class Standing:
    """What somebody holds and what is missing.

    `ahead` are the conditions of the level `next`; both are empty where none can be earned. `keeping` are those
    that keep level 3, and `falls_at` is when it falls unless they are met again.
    """

    level: int
    since: datetime | None
    by_hand: ByHand | None
    next: int | None
    ahead: list[Requirement]
    keeping: list[Requirement]
    falls_at: datetime | None


def standing(fan_id: int, *, at: datetime) -> Standing:
    """Everything about one fan's level, explained. Faces make sentences of the requirements' keys."""
    row = Level.objects.filter(fan=fan_id).first()
    hand = set_by_hand([fan_id]).get(fan_id)
    level = row.level if row else 0
    facts, set_to = figures([fan_id], at=at).get(fan_id, Facts()), thresholds()
    ahead = level + 1 if level < HIGHEST_EARNED and not hand else None
    return Standing(
        level=level,
        since=row.since if row else None,
        by_hand=hand,
        next=ahead,
        ahead=requirements(ahead, facts, set_to) if ahead else [],
        keeping=keeping(facts, set_to) if level == HIGHEST_EARNED and not hand else [],
        falls_at=row.slipping_since + GRACE if row and row.slipping_since and not hand else None,
    )


def changes_of(fan_id: int, *, viewer: Viewer, limit: int = 20) -> list[LevelChange]:
    """The log of one fan, newest first: for the fan and for who may give levels."""
    if viewer.fan_id != fan_id and not viewer.may("levels.give"):
        return []
    return list(LevelChange.objects.filter(fan=fan_id).select_related("by").order_by("-at", "-id")[:limit])


def hands(*, viewer: Viewer) -> list[ByHand]:
    """Every level that is set by hand now, the newest first."""
    if not viewer.may("levels.give"):
        return []
    return list(ByHand.objects.filter(lifted_at=None).select_related("fan", "by").order_by("-at", "-id"))


def how_many() -> dict[int, int]:
    """Level → how many fans hold it, for 1 to 4."""
    counts = dict.fromkeys(range(1, 5), 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, count(*) FROM levels_level WHERE level > 0 GROUP BY level")
        return counts | dict(cursor.fetchall())


def _export(fan_id: int) -> list[dict[str, Any]]:
    changes = LevelChange.objects.filter(fan=fan_id).order_by("at", "id")
    by_hand = ByHand.objects.filter(fan=fan_id).order_by("at", "id")
    return [
        *({"before": one.before, "after": one.after, "why": one.why, "at": one.at.isoformat()} for one in changes),
        *({"level": one.level, "because": one.because, "at": one.at.isoformat()} for one in by_hand),
    ]  # fmt: skip


def defaults() -> dict[str, int]:
    """The figures a house begins with, by name."""
    return asdict(Thresholds())


fans.register_export("levels", _export)
