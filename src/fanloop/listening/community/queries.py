"""Reads of talk. All of it is public, except what is hidden."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community.models import Reply, Space, Topic
from fanloop.listening.community.rules.pages import REPLIES, TOPICS, page_holding
from fanloop.listening.moderation.ports import Subject, subject
from fanloop.listening.moderation.queries import hidden_ids, is_hidden
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team

__all__ = ["Reply", "Said", "Space", "SpaceRow", "Topic", "TopicRow"]

TOPIC, REPLY = "community.topic", "community.reply"


@dataclass(frozen=True)
class SpaceRow:
    """A space with its name in the reader's language, how many topics, and when the last word fell."""

    space: Space
    name: str
    topics: int
    last_at: datetime | None


@dataclass(frozen=True)
class TopicRow:
    """A topic in a list; `by` is the author's handle, empty where nobody is known."""

    topic: Topic
    title: str
    space: str
    by: str
    is_maker: bool


@dataclass(frozen=True)
class Said:
    """A topic's body or a reply as it is read. `title` is what the maker's people are called by, else empty."""

    id: int
    body: str
    by: str
    title: str
    at: datetime
    depth: int
    is_hidden: bool
    to: str = ""


class _Counted(Paginator):  # type: ignore[type-arg] # no generic class at run time
    """A paginator that is told the count, because the topic keeps it."""

    def __init__(self, rows: QuerySet[Any], size: int, count: int) -> None:
        super().__init__(rows, size)
        self._told = count

    @cached_property
    def count(self) -> int:
        return self._told


def spaces() -> list[SpaceRow]:
    """All spaces in the maker's order. Two queries."""
    counts = {
        row["space"]: row
        for row in Topic.objects.values("space").annotate(topics=Count("id"), last=Max("last_at"))
    }
    return [_space_row(space, counts.get(space.id, {})) for space in Space.objects.order_by("position", "id")]


def _space_row(space: Space, count: Mapping[str, Any]) -> SpaceRow:
    return SpaceRow(space, read(space.name), count.get("topics", 0), count.get("last"))


def space(slug: str) -> Space | None:
    return Space.objects.filter(slug=slug).first()


def topics(where: Space | None, *, page: int = 1, size: int = TOPICS) -> "Page[TopicRow]":
    """A page of topics, the newest word first. Five queries, whatever the page holds."""
    rows = Topic.objects.select_related("space").order_by("-last_at", "-id").defer("body")
    rows = rows.filter(space=where) if where else rows
    found = Paginator(rows.exclude(id__in=hidden_ids(TOPIC)), size).get_page(page)
    shown = cast("Page[TopicRow]", found)
    shown.object_list = _topic_rows(list(found.object_list))
    return shown


def topics_by_ids(ids: Collection[int]) -> dict[int, TopicRow]:
    """Topics that are not hidden, by id."""
    rows = Topic.objects.filter(id__in=set(ids) - hidden_ids(TOPIC)).select_related("space").defer("body")
    return {row.topic.id: row for row in _topic_rows(list(rows))}


def _topic_rows(rows: Sequence[Topic]) -> list[TopicRow]:
    names = fans.names(row.author_id for row in rows if row.author_id)
    titles = makers()
    return [
        TopicRow(
            row, row.title or gettext("Taken back by its author"), read(row.space.name),
            names.get(row.author_id or 0, ""), row.author_id in titles,
        )
        for row in rows
    ]  # fmt: skip


def makers() -> dict[int, str]:
    """Fan id → title of those who work for the maker, so that their words can be told apart."""
    return {member.fan_id: member.title or gettext("maker") for member in team.members()}


def topic(topic_id: int, viewer: Viewer) -> Topic | None:
    """A topic; a hidden one is there for moderators alone."""
    row = Topic.objects.select_related("space").filter(id=topic_id).first()
    if row is None or viewer.may("community.moderate"):
        return row
    return None if is_hidden(f"{TOPIC}:{row.id}") else row


def said(row: Topic) -> Said:
    """The topic's own words as the first thing to read."""
    titles = makers() if row.author_id else {}
    name = fans.names([row.author_id]).get(row.author_id, "") if row.author_id else ""
    return Said(row.id, row.body, name, titles.get(row.author_id or 0, ""), row.at, 0, is_hidden=False)


def replies(row: Topic, *, page: int = 1, viewer: Viewer, size: int = REPLIES) -> "Page[Said]":
    """A page of a hundred replies in the order they came. Four queries, whatever the page holds."""
    rows = Reply.objects.filter(topic=row).select_related("parent").order_by("id")
    found = _Counted(rows, size, row.replies_count).get_page(page)
    found.object_list = _said(list(found.object_list), viewer)
    return found


def _said(rows: Sequence[Reply], viewer: Viewer) -> list[Said]:
    ids = {row.author_id for row in rows} | {row.parent.author_id for row in rows if row.parent}
    names = fans.names(fan_id for fan_id in ids if fan_id)
    titles = makers()
    hidden = hidden_ids(REPLY)
    sees = viewer.may("community.moderate")
    return [
        Said(
            row.id, row.body if row.id not in hidden or sees else "", names.get(row.author_id or 0, ""),
            titles.get(row.author_id or 0, ""), row.at, min(row.depth, 4), row.id in hidden,
            names.get(row.parent.author_id or 0, "") if row.parent else "",
        )
        for row in rows
    ]  # fmt: skip


def reply(reply_id: int) -> Reply | None:
    return Reply.objects.select_related("topic").filter(id=reply_id).first()


def page_of(row: Reply) -> int:
    """The page of its topic on which a reply stands."""
    return page_holding(Reply.objects.filter(topic=row.topic_id, id__lt=row.id).count())


def ids_by_key(source_keys: Collection[str]) -> dict[str, int]:
    """Source keys of topics that are here already."""
    rows = Topic.objects.filter(source_key__in=source_keys).values_list("source_key", "id")
    return {str(key): topic_id for key, topic_id in rows}


_REPLIERS = """
SELECT DISTINCT topic_id, coalesce(author_id, -id) FROM community_reply WHERE topic_id = ANY(%s) AND at > %s
"""


def repliers(topic_ids: Iterable[int], *, since: datetime) -> dict[int, set[int]]:
    """Topic id → who replied since then; a reply without a known author counts as one person."""
    found: dict[int, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_REPLIERS, [list(topic_ids), since])
        for topic_id, person in cursor.fetchall():
            found.setdefault(topic_id, set()).add(person)
    return found


@trail.describes(TOPIC, label=lambda count: ngettext("topic", "topics", count))
def describe_topics(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    hidden = set() if viewer.is_system or viewer.may("community.moderate") else hidden_ids(TOPIC)
    rows = Topic.objects.filter(id__in=ids - hidden).values_list(
        "id", "title", "space__name", "at", "source_key"
    )
    return {
        topic_id: trail.Card(
            f"{TOPIC}:{topic_id}", gettext("topic"), title or gettext("Taken back by its author"), read(name), at,
        )
        for topic_id, title, name, at, _key in rows
    }  # fmt: skip


@trail.describes(REPLY, label=lambda count: ngettext("reply", "replies", count))
def describe_replies(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    hidden = set() if viewer.is_system or viewer.may("community.moderate") else hidden_ids(REPLY)
    rows = Reply.objects.filter(id__in=ids - hidden).values_list("id", "body", "topic__title", "at")
    return {
        reply_id: trail.Card(f"{REPLY}:{reply_id}", gettext("reply"), body[:80], title, at)
        for reply_id, body, title, at in rows
    }


@subject(TOPIC)
def subject_topics(ids: set[int]) -> dict[int, Subject]:
    rows = Topic.objects.filter(id__in=ids)
    return {
        row.id: Subject(row.author_id, row.body, f"community.space:{row.space_id}", row.title, row.at)
        for row in rows
    }


@subject(REPLY)
def subject_replies(ids: set[int]) -> dict[int, Subject]:
    rows = Reply.objects.filter(id__in=ids).select_related("topic")
    return {
        row.id: Subject(
            row.author_id, row.body, f"community.space:{row.topic.space_id}", row.topic.title, row.at
        )
        for row in rows
    }


def _export(fan_id: int) -> list[dict[str, Any]]:
    topics_of = Topic.objects.filter(author=fan_id).values("id", "title", "body", "at")
    replies_of = Reply.objects.filter(author=fan_id).values("id", "topic_id", "body", "at")
    rows = [("topic", row) for row in topics_of] + [("reply", row) for row in replies_of]
    return [{"kind": kind, **row, "at": row["at"].isoformat()} for kind, row in rows]


fans.register_export("community", _export)
