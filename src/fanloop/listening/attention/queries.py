"""Reads of attention. Counts of signs are public; who follows, keeps or reads what is for that person alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fanloop.foundation.holding import Going, holds
from fanloop.foundation.refs import ids_by_kind, parse
from fanloop.foundation.viewer import Viewer
from fanloop.listening.attention.models import Bookmark, Following, Reaction, Reading
from fanloop.listening.attention.rules.signs import SIGNS, place
from fanloop.listening.attention.rules.unread import horizon
from fanloop.people.fans import queries as fans

TOPIC = "community.topic"


@dataclass(frozen=True)
class Tally:
    """How many people gave a sign; `is_mine` if the reader is one of them."""

    sign: str
    count: int
    is_mine: bool


@dataclass(frozen=True)
class Mark:
    """How far a topic was read: the last reply seen, and how many replies stand up to it."""

    reply_id: int
    count: int


@dataclass(frozen=True)
class Kept:
    """A reference somebody keeps or follows, and since when."""

    about: str
    manner: str
    at: datetime


def followers(about: str) -> set[int]:
    """Fan ids of those who follow a thing; who muted it is not among them. One query on an index alone."""
    kind, number = parse(about)
    rows = Following.objects.filter(kind=kind, number=number, ended_at=None, manner=Following.FOLLOW)
    return set(rows.values_list("fan_id", flat=True))


def muters(about: str) -> set[int]:
    """Fan ids of those who want to hear nothing of a thing."""
    kind, number = parse(about)
    rows = Following.objects.filter(kind=kind, number=number, ended_at=None, manner=Following.MUTE)
    return set(rows.values_list("fan_id", flat=True))


def following(fan_id: int | None, abouts: Collection[str]) -> dict[str, str]:
    """Reference → "follow" or "mute", for those of `abouts` with which the fan does either."""
    if fan_id is None or not abouts:
        return {}
    found: dict[str, str] = {}
    for kind, numbers in ids_by_kind(abouts).items():
        rows = Following.objects.filter(fan=fan_id, kind=kind, number__in=numbers, ended_at=None)
        found |= {f"{kind}:{number}": manner for number, manner in rows.values_list("number", "manner")}
    return found


def follows(fan_id: int, *, limit: int = 500) -> list[Kept]:
    """Everything a fan follows or mutes, the newest first."""
    rows = Following.objects.filter(fan=fan_id, ended_at=None).order_by("-at", "-id")[:limit]
    return [Kept(f"{row.kind}:{row.number}", row.manner, row.at) for row in rows]


def bookmarks(fan_id: int, *, limit: int = 500) -> list[Kept]:
    """What a fan has kept, the newest first."""
    rows = Bookmark.objects.filter(fan=fan_id, ended_at=None).order_by("-at", "-id")[:limit]
    return [Kept(f"{row.kind}:{row.number}", "keep", row.at) for row in rows]


def is_kept(fan_id: int | None, about: str) -> bool:
    """Whether a fan has bookmarked a thing."""
    kind, number = parse(about)
    return (
        fan_id is not None
        and Bookmark.objects.filter(fan=fan_id, kind=kind, number=number, ended_at=None).exists()
    )


def readings(fan_id: int | None, topic_ids: Collection[int]) -> dict[int, Mark]:
    """Topic id → how far the fan has read it; topics never opened are missing. One query on an index alone."""
    if fan_id is None or not topic_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT topic, reply, count FROM attention_reading WHERE fan_id = %s AND topic = ANY(%s)",
            [fan_id, list(topic_ids)],
        )
        return {topic: Mark(reply, count) for topic, reply, count in cursor.fetchall()}


def marks(fan_id: int | None, topic_ids: Collection[int]) -> dict[int, int]:
    """Topic id → the last reply the fan has read in it."""
    return {topic: mark.reply_id for topic, mark in readings(fan_id, topic_ids).items()}


@dataclass(frozen=True)
class Look:
    """With what eyes a fan reads a list: what moved before `since` counts as read, `muted` is kind → numbers."""

    fan_id: int
    since: datetime
    muted: dict[str, list[int]]


_LOOK = """
SELECT f.joined_at, c.at, ARRAY(
    SELECT kind || ':' || number FROM attention_following w
    WHERE w.fan_id = f.id AND w.ended_at IS NULL AND w.manner = 'mute' LIMIT 1000)
FROM fans_fan f LEFT JOIN attention_catchup c ON c.fan_id = f.id WHERE f.id = %s
"""


def look(fan_id: int, *, now: datetime) -> Look:
    """What a fan has caught up with and muted. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [fan_id])
        joined_at, caught_up_at, muted = cursor.fetchone() or (now, None, [])
    since = horizon(now=now, joined_at=joined_at, caught_up_at=caught_up_at)
    kinds = {kind: list(numbers) for kind, numbers in ids_by_kind(muted).items()}
    return Look(fan_id, since, kinds)


def who_read(fan_ids: Collection[int], *, topic_id: int, reply_id: int) -> set[int]:
    """Which of these fans have read a topic up to a reply or beyond it."""
    rows = Reading.objects.filter(fan__in=list(fan_ids), topic=topic_id, reply__gte=reply_id)
    return set(rows.values_list("fan_id", flat=True))


def read_count(fan_id: int, topic: str = "pk") -> Coalesce:
    """How many replies of the outer row's topic a fan has read, -1 for one never opened: for a filter of topics."""
    rows = Reading.objects.filter(fan=fan_id, topic=OuterRef(topic)).values("count")[:1]
    return Coalesce(Subquery(rows), -1)


def followed(fan_id: int, kind: str) -> QuerySet[Any]:
    """Numbers of the things of a kind that a fan follows, as a part of another query."""
    rows = Following.objects.filter(fan=fan_id, kind=kind, ended_at=None, manner=Following.FOLLOW)
    return rows.values("number")


_TALLY = """
SELECT number, sign, count(*), bool_or(fan_id = %s) FROM attention_reaction
WHERE kind = %s AND number = ANY(%s) AND ended_at IS NULL GROUP BY number, sign
"""


def reactions(abouts: Iterable[str], viewer: Viewer) -> dict[str, list[Tally]]:
    """Reference → the signs given to it in the order of the bar. One query a kind, on an index alone."""
    found: dict[str, list[Tally]] = {}
    for kind, numbers in ids_by_kind(abouts).items():
        with connection.cursor() as cursor:
            cursor.execute(_TALLY, [viewer.fan_id or 0, kind, list(numbers)])
            for number, sign, count, mine in cursor.fetchall():
                if sign in SIGNS:
                    found.setdefault(f"{kind}:{number}", []).append(Tally(sign, count, mine))
    return {about: sorted(given, key=lambda tally: place(tally.sign)) for about, given in found.items()}


def reaction_counts(abouts: Iterable[str]) -> dict[str, int]:
    """Reference → how many signs it was given, whatever they are; for lists."""
    return {
        about: sum(tally.count for tally in given) for about, given in reactions(abouts, Viewer()).items()
    }


def _export(fan_id: int) -> list[dict[str, Any]]:
    given = Reaction.objects.filter(fan=fan_id).order_by("id")
    rows = [("reaction", f"{row.kind}:{row.number}", row.sign, row.at) for row in given]
    rows += [(kept.manner, kept.about, "", kept.at) for kept in follows(fan_id, limit=100_000)]
    rows += [(kept.manner, kept.about, "", kept.at) for kept in bookmarks(fan_id, limit=100_000)]
    rows += [
        ("read", f"{TOPIC}:{topic}", "", at)
        for topic, at in Reading.objects.filter(fan=fan_id).order_by("topic").values_list("topic", "at")
    ]
    return [
        {"kind": kind, "about": about, "sign": sign, "at": at.isoformat()} for kind, about, sign, at in rows
    ]


fans.register_export("attention", _export)

__all__ = [
    "Kept", "Look", "Mark", "Tally", "bookmarks", "followed", "followers", "following", "follows", "is_kept",
    "look", "marks", "muters", "reaction_counts", "reactions", "read_count", "readings", "who_read",
]  # fmt: skip


@holds
def _turned_to(going: Going) -> set[str]:
    """What somebody follows, mutes, keeps or gave a sign to, now or ever."""
    found: set[str] = set()
    for kind, ids in ids_by_kind(going).items():
        for rows in (Following.objects, Bookmark.objects, Reaction.objects):
            numbers = rows.filter(kind=kind, number__in=ids).values_list("number", flat=True).distinct()
            found.update(f"{kind}:{number}" for number in numbers)
    return found
