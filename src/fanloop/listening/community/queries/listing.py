"""Topic lists as one reader sees them: page by key instead of by count, a fixed number of queries, indexes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from fanloop.foundation.viewer import Viewer
from fanloop.listening.attention import queries as attention
from fanloop.listening.attention.queries import Look
from fanloop.listening.attention.rules.unread import READ, Unread, unread
from fanloop.listening.community.models import Topic
from fanloop.listening.community.queries.names import SPACE, TOPIC
from fanloop.listening.community.rules.lists import FOLLOWED, HOT, UNREAD, WAITING, Place, place
from fanloop.listening.community.rules.pages import TOPICS
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team

_FIELDS = ("id", "title", "space_id", "author_id", "replies_count", "at", "last_at", "answered_at")


@dataclass(frozen=True)
class Line:
    """A topic in a list. `people` are handles of those who spoke last, the newest first; `by` is empty for nobody."""

    id: int
    title: str
    space_id: int
    by: str
    is_maker: bool
    replies: int
    last_at: datetime
    is_answered: bool
    is_settled: bool
    maker_replied: bool
    signs: int
    unread: Unread = READ
    people: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Listing:
    """A page of a list; `after` names the place where the next one begins, empty on the last."""

    lines: list[Line]
    after: str


def listing(
    view: str, *, viewer: Viewer, now: datetime, where: int | None = None, after: str = "", size: int = TOPICS
) -> Listing:
    """A page of the topics of one view, of the space `where` or of all. Nine queries for somebody, six for anybody."""
    look = attention.look(viewer.fan_id, now=now) if viewer.fan_id else None
    rows = list(_rows(view, look, where, after).values_list(*_FIELDS)[: size + 1])
    shown = rows[:size]
    return Listing(_lines(shown, viewer, look), _next(view, shown, after) if len(rows) > size else "")


def _rows(view: str, look: Look | None, where: int | None, after: str) -> QuerySet[Topic]:
    rows = Topic.objects.filter(space=where) if where else Topic.objects.all()
    if hidden := hidden_ids(TOPIC):
        rows = rows.exclude(id__in=hidden)
    if look is not None:
        rows = _for_them(rows, view, look, where)
    elif view in {UNREAD, FOLLOWED}:
        return Topic.objects.none()
    if view == HOT:
        skipped = int(after) if after.isascii() and after.isdigit() and len(after) < 5 else 0
        return rows.filter(hot__gt=0).order_by("-hot", "-last_at", "-id")[skipped:]
    if view == WAITING:
        rows = rows.filter(answered_at=None)
    if (at := place(after)) is not None:
        rows = rows.filter(last_at__lte=at.at).exclude(last_at=at.at, id__gte=at.id)
    return rows.order_by("-last_at", "-id")


def _for_them(rows: QuerySet[Topic], view: str, look: Look, where: int | None) -> QuerySet[Topic]:
    if view == FOLLOWED:
        spaces = attention.followed(look.fan_id, SPACE)
        return rows.filter(Q(id__in=attention.followed(look.fan_id, TOPIC)) | Q(space__in=spaces))
    if muted := look.muted.get(TOPIC):
        rows = rows.exclude(id__in=muted)
    if where is None and (muted := look.muted.get(SPACE)):
        rows = rows.exclude(space__in=muted)
    if view == UNREAD:
        rows = rows.filter(last_at__gt=look.since).annotate(seen=attention.read_count(look.fan_id))
        rows = rows.filter(replies_count__gt=F("seen"))
    return rows


def _next(view: str, shown: Sequence[tuple[Any, ...]], after: str) -> str:
    if view == HOT:
        return str(len(shown) + (int(after) if after.isascii() and after.isdigit() else 0))
    return str(Place(shown[-1][6], shown[-1][0]))


_AROUND = """
SELECT t.id, ARRAY(
    SELECT author_id FROM (
        SELECT author_id, max(id) AS latest FROM (
            SELECT author_id, id FROM community_reply r WHERE r.topic_id = t.id ORDER BY id DESC LIMIT 12) newest
        WHERE author_id IS NOT NULL GROUP BY author_id) people
    ORDER BY latest DESC LIMIT 4),
  EXISTS (SELECT FROM community_reply r WHERE r.topic_id = t.id AND r.author_id = ANY(%s)),
  EXISTS (SELECT FROM community_bestanswer b WHERE b.topic_id = t.id AND b.undone_at IS NULL)
FROM unnest(%s::bigint[]) AS t(id)
"""


def _around(ids: list[int], makers: list[int]) -> dict[int, tuple[list[int], bool, bool]]:
    """Topic id → who spoke last, whether the maker replied, whether it is settled; on indexes alone."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, [makers, ids])
        return {topic_id: (people, *marks) for topic_id, people, *marks in cursor.fetchall()}


def _lines(rows: Sequence[tuple[Any, ...]], viewer: Viewer, look: Look | None) -> list[Line]:
    if not rows:
        return []
    ids = [row[0] for row in rows]
    makers = team.member_fan_ids()
    around = _around(ids, list(makers))
    people = {fan_id for spoke, *_ in around.values() for fan_id in spoke} | {row[3] for row in rows}
    names = fans.names(fan_id for fan_id in people if fan_id)
    signs = attention.reaction_counts(f"{TOPIC}:{topic_id}" for topic_id in ids)
    read = attention.readings(viewer.fan_id, ids)
    return [
        _line(
            row, around[row[0]], names, makers, signs=signs.get(f"{TOPIC}:{row[0]}", 0), waiting=_unread(row, read, look)
        )
        for row in rows
    ]  # fmt: skip


def _unread(row: tuple[Any, ...], read: Mapping[int, attention.Mark], look: Look | None) -> Unread:
    if look is None:
        return READ
    mark = read.get(row[0])
    seen = mark.count if mark else None
    return unread(replies=row[4], read=seen, last_at=row[6], since=look.since)


def _line(
    row: tuple[Any, ...], around: tuple[list[int], bool, bool], names: Mapping[int, str], makers: frozenset[int],
    *, signs: int, waiting: Unread,
) -> Line:  # fmt: skip
    topic_id, title, space_id, author, replies, _at, last_at, answered_at = row
    spoke, maker_replied, is_settled = around
    return Line(
        topic_id, title or gettext("Taken back by its author"), space_id, names.get(author or 0, ""), author in makers,
        replies, last_at, answered_at is not None, is_settled, maker_replied, signs, waiting,
        [names[fan_id] for fan_id in spoke if fan_id in names],
    )  # fmt: skip
