"""Spaces and lists of topics."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext

from fanloop.foundation.text.translated import read
from fanloop.listening.community.models import Space, Topic
from fanloop.listening.community.queries.names import TOPIC
from fanloop.listening.community.rules.pages import TOPICS
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team


@dataclass(frozen=True)
class SpaceRow:
    """A space with its name in the reader's language, how many topics, when the last word fell, and what it is about."""

    space: Space
    name: str
    topics: int
    last_at: datetime | None
    line: str = ""
    market: str = ""


@dataclass(frozen=True)
class TopicRow:
    """A topic in a list; `by` is the author's handle, empty where nobody is known."""

    topic: Topic
    title: str
    space: str
    by: str
    is_maker: bool


def spaces() -> list[SpaceRow]:
    """All spaces in the maker's order. One query, which asks an index for each space's newest topic."""
    newest = Topic.objects.filter(space=OuterRef("pk")).order_by("-last_at").values("last_at")[:1]
    rows = Space.objects.select_related("line", "market").annotate(last_at=Subquery(newest))
    return [
        SpaceRow(
            row, read(row.name), row.topics_count, row.last_at,
            read(row.line.name) if row.line else "", row.market.code if row.market else "",
        )
        for row in rows.order_by("position", "id")
    ]  # fmt: skip


def space(slug: str) -> Space | None:
    return Space.objects.filter(slug=slug).first()


def space_by_id(space_id: int) -> Space | None:
    return Space.objects.filter(id=space_id).first()


def topics(where: Space | None, *, page: int = 1, size: int = TOPICS) -> "Page[TopicRow]":
    """A page of topics, the newest word first. Five queries, whatever the page holds."""
    rows = Topic.objects.select_related("space").order_by("-last_at", "-id").defer("body", "html")
    rows = rows.filter(space=where) if where else rows
    found = Paginator(rows.exclude(id__in=hidden_ids(TOPIC)), size).get_page(page)
    shown = cast("Page[TopicRow]", found)
    shown.object_list = _topic_rows(list(found.object_list))
    return shown


def topics_by_ids(ids: Collection[int]) -> dict[int, TopicRow]:
    """Topics that are not hidden, by id."""
    rows = (
        Topic.objects.filter(id__in=set(ids) - hidden_ids(TOPIC))
        .select_related("space")
        .defer("body", "html")
    )
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
