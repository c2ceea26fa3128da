"""Changing what was said. What stood there before is kept; going back to it is one more edit."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.listening.community.actions import drawing
from fanloop.listening.community.actions.calling import call
from fanloop.listening.community.actions.finding import reindex
from fanloop.listening.community.facts import WordsChanged
from fanloop.listening.community.models import Edit, Reply, Topic
from fanloop.people.fans.queries import Fan

Row = TypeVar("Row", bound=Topic | Reply)


@transaction.atomic
def edit_topic(*, topic: Topic, by: Fan, title: str, body: str, at: datetime, why: str = "") -> Topic:
    """Say it better. The same words again are no edit."""
    return _changed(topic, title=drawing.title_of(title), body=drawing.words_of(body), by=by, why=why, at=at)


@transaction.atomic
def edit_reply(*, reply: Reply, by: Fan, body: str, at: datetime, why: str = "") -> Reply:
    """Say it better. The same words again are no edit."""
    return _changed(reply, title="", body=drawing.words_of(body), by=by, why=why, at=at)


@transaction.atomic
def revert(*, row: Topic | Reply, edit: Edit, by: Fan, at: datetime, why: str = "") -> Topic | Reply:
    """Put back what stood there before an edit. Raises ValueError for an edit of something else."""
    if edit.about != ref(row):
        raise ValueError(f"edit {edit.id} is not one of {ref(row)}")
    return _changed(row, title=edit.title, body=edit.body, by=by, why=why, at=at)


@transaction.atomic
def take_back(*, row: Topic | Reply, by: Fan, at: datetime) -> Topic | Reply:
    """Blank a topic or reply and keep its place, so that answers to it still stand somewhere."""
    return _changed(row, title="", body="", by=by, why="", at=at)


def _changed(row: Row, *, title: str, body: str, by: Fan, why: str, at: datetime) -> Row:
    """The row is locked first: of two edits at once, the second keeps what the first has written."""
    model = Topic if isinstance(row, Topic) else Reply
    kept = model.objects.select_for_update().get(id=row.id)
    before = kept.title if isinstance(kept, Topic) else ""
    if (before, kept.body) == (title, body):
        return row
    Edit.objects.create(about=ref(row), title=before, body=kept.body, by=by, why=why.strip()[:300], at=at)
    row.body, row.edited_at = body, at
    changed = ["body", "html", "html_look", "edited_at"]
    if isinstance(row, Topic):
        row.title = title
        changed.append("title")
    called = drawing.draw(row)
    row.save(update_fields=changed)
    _tell(row, called, at)
    return row


def _tell(row: Topic | Reply, called: dict[str, Fan], at: datetime) -> None:
    topic = row.topic if isinstance(row, Reply) else row
    reindex([topic.id])
    call(called, about=ref(row), at=at)
    bus.publish(WordsChanged(about=ref(row)), at=at)
    live.announce(ref(topic), f"edit {row.id}")
