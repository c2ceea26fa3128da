"""Live rooms, to read."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from fanloop.api.answers import Slug, may_answer
from fanloop.api.callers import ANYBODY
from fanloop.api.community import SpaceSlug
from fanloop.api.problems import not_found
from fanloop.foundation import clock
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.chat import queries
from fanloop.listening.community import queries as community

router = Router(tags=["chat"], auth=ANYBODY)


class RoomCard(Schema):
    """A room. `last_at` is null where nobody has said anything."""

    ref: str
    slug: str
    name: str
    space: str
    open: bool
    last_at: datetime | None


class Line(Schema):
    """A line as it is read; a hidden one has no words."""

    id: int
    by: str
    words: str
    at: datetime
    hidden: bool


@router.get("/rooms", response=may_answer(list[RoomCard], 404), summary="Live rooms")
def list_rooms(request: HttpRequest, space: SpaceSlug = None) -> list[RoomCard]:  # noqa: ARG001 -- the same for everybody
    """Every room as the site lists them, or those of one space."""
    where = community.space(space) if space else None
    if space and where is None:
        raise not_found()
    return [
        RoomCard(
            ref=f"{queries.ROOM}:{row.room.id}", slug=row.room.slug, name=row.name, space=row.space, open=row.is_open,
            last_at=row.last_at,
        )
        for row in queries.rooms(at=clock.now(), space=where)
    ]  # fmt: skip


@router.get("/rooms/{slug}/lines", response=may_answer(list[Line], 404), summary="The newest lines of a room")
def list_lines(request: HttpRequest, slug: Slug) -> list[Line]:  # noqa: ARG001 -- the same for everybody
    """The last fifty lines, the oldest of them first."""
    where = queries.room(slug)
    if where is None:
        raise not_found()
    said = queries.newest(where, viewer=ANYONE, at=clock.now())
    return [Line(id=one.id, by=one.by, words=one.words, at=one.at, hidden=one.is_hidden) for one in said]
