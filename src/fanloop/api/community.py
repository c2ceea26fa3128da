"""Talk: topics and what was replied."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from fanloop.api.answers import Id, Leaf, PageNumber, leaf, may_answer
from fanloop.api.callers import ANYBODY
from fanloop.api.problems import not_found
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.community import queries
from fanloop.listening.community.queries import File, Said, TopicRow

router = Router(tags=["community"], auth=ANYBODY)
SpaceSlug = Annotated[
    str | None,
    Query(pattern=r"^[-a-zA-Z0-9_]{1,120}$", description="Slug of a space; all spaces without it."),
]


class TopicCard(Schema):
    """A topic in a list. `by` is the author's handle, empty where nobody is known."""

    ref: str
    id: int
    title: str
    space: str
    by: str
    by_maker: bool
    language: str
    at: datetime
    last_at: datetime
    replies: int


class TopicPage(Leaf):
    items: list[TopicCard]


class Attachment(Schema):
    """A picture or log under a post. `href` is an address of this house; a log has no width and height."""

    name: str
    href: str
    content_type: str
    size: int = Field(description="Bytes.")
    width: int
    height: int


class Reply(Schema):
    """One reply in Markdown as it was written; a hidden one has no words. `depth` is how far it is indented."""

    ref: str
    by: str
    role: str = Field(description="What the maker's people are called by, else empty.")
    body: str
    at: datetime
    edited_at: datetime | None
    depth: int
    parent: str = Field(description="The reply it answers, else empty.")
    hidden: bool
    attachments: list[Attachment]


class TopicWhole(Leaf):
    """A topic and one page of its replies, in the order they came."""

    topic: TopicCard
    body: str = Field(description="Markdown, as it was written.")
    about: str = Field(description="What the topic comments on, else empty.")
    best_answer: str = Field(description="The reply that settled it, else empty.")
    attachments: list[Attachment]
    items: list[Reply]


@router.get("/topics", response=may_answer(TopicPage, 404), summary="Topics")
def list_topics(request: HttpRequest, page: PageNumber = 1, space: SpaceSlug = None) -> dict[str, Any]:
    """Topics, the newest word first."""
    where = queries.space(space) if space else None
    if space and where is None:
        raise not_found()
    found = queries.topics(where, page=page)
    return leaf(request, found, [_card(row) for row in found])


@router.get("/topics/{topic_id}", response=may_answer(TopicWhole, 404), summary="One topic")
def get_topic(request: HttpRequest, topic_id: Id, page: PageNumber = 1) -> dict[str, Any]:
    """A topic with a hundred replies a page."""
    row = queries.topic(topic_id, ANYONE)
    if row is None:
        raise not_found()
    found = queries.opened(row, page=page, viewer=ANYONE)
    under = queries.files_under([said.ref for said in (found.first, *found.page) if said.body])
    return {
        **leaf(request, found.page, [_reply(said, under.get(said.ref, [])) for said in found.page]),
        "topic": _card(queries.topics_by_ids([topic_id])[topic_id]),
        "body": row.body,
        "about": row.about,
        "best_answer": found.best.ref if found.best else "",
        "attachments": _files(under.get(found.first.ref, [])),
    }


def _card(row: TopicRow) -> TopicCard:
    return TopicCard(
        ref=f"community.topic:{row.topic.id}",
        id=row.topic.id,
        title=row.title,
        space=row.space,
        by=row.by,
        by_maker=row.is_maker,
        language=row.topic.language,
        at=row.topic.at,
        last_at=row.topic.last_at,
        replies=row.topic.replies_count,
    )


def _reply(said: Said, files: Iterable[File]) -> Reply:
    return Reply(
        ref=f"community.reply:{said.id}",
        by=said.by,
        role=said.title,
        body=said.body,
        at=said.at,
        edited_at=said.edited_at,
        depth=said.depth,
        parent=f"{queries.REPLY}:{said.to_id}" if said.to_id else "",
        hidden=said.is_hidden,
        attachments=_files(files),
    )


def _files(files: Iterable[File]) -> list[Attachment]:
    return [
        Attachment(
            name=file.name, href=file.href, content_type=file.content_type, size=file.size, width=file.width,
            height=file.height,
        )
        for file in files
    ]  # fmt: skip
