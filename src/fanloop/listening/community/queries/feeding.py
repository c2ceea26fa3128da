"""What was written, newest first, for readers who are not here: feeds, and the map for search engines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from fanloop.foundation.text import markdown
from fanloop.listening.community.models import Reply, Topic
from fanloop.listening.community.queries.names import REPLY, TOPIC
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans import queries as fans


@dataclass(frozen=True)
class Posted:
    """A topic or a reply as everybody may read it. `topic_id` is where it stands."""

    ref: str
    topic_id: int
    title: str
    html: SafeString
    by: str
    at: datetime
    changed_at: datetime


def newest_topics(where: int | None = None, *, offset: int = 0, limit: int = 25) -> list[Posted]:
    """Topics nobody hid or took back, the last started first, of one space or all. Three queries."""
    rows = Topic.objects.exclude(id__in=hidden_ids(TOPIC)).exclude(body="")
    rows = rows.filter(space=where) if where else rows
    return _posted(list(rows.order_by("-id")[offset : offset + limit]), TOPIC)


def newest_replies(topic_id: int, *, offset: int = 0, limit: int = 25) -> list[Posted]:
    """Replies nobody hid or took back, the last said first. Three queries."""
    rows = Reply.objects.filter(topic=topic_id).exclude(id__in=hidden_ids(REPLY)).exclude(body="")
    return _posted(list(rows.order_by("-id")[offset : offset + limit]), REPLY)


def _posted(rows: Sequence[Topic | Reply], kind: str) -> list[Posted]:
    names = fans.names({row.author_id for row in rows if row.author_id})
    return [
        Posted(
            f"{kind}:{row.id}", row.topic_id if isinstance(row, Reply) else row.id,
            row.title if isinstance(row, Topic) else "", markdown.html(row.body),
            names.get(row.author_id or 0, ""), row.at, row.edited_at or row.at,
        )
        for row in rows
    ]  # fmt: skip


def topics_mapped(*, offset: int, limit: int) -> Iterable[tuple[int, datetime]]:
    """Topic id and when it last moved, in the order of ids: a page of the map."""
    rows = Topic.objects.exclude(id__in=hidden_ids(TOPIC)).exclude(body="").order_by("id")
    return rows.values_list("id", "last_at")[offset : offset + limit]


def count_mapped() -> int:
    return Topic.objects.exclude(id__in=hidden_ids(TOPIC)).exclude(body="").count()
