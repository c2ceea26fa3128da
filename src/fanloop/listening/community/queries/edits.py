"""What was said before: the history of a topic or reply, told as differences."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fanloop.foundation.refs import parse
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community.models import Edit, Reply, Topic
from fanloop.listening.community.queries.names import REPLY, TOPIC
from fanloop.listening.community.rules import rights
from fanloop.listening.moderation.queries import is_hidden
from fanloop.people.fans import queries as fans

__all__ = ["Change", "Edit", "Version", "edit", "history", "post", "topic_id_of"]


@dataclass(frozen=True)
class Change:
    """A run of words: `kind` is "same", "gone" or "new"."""

    kind: str
    words: str


@dataclass(frozen=True)
class Version:
    """One edit: who, when, why, and what became of the words. `edit_id` puts back what stood there before."""

    edit_id: int
    by: str
    at: datetime
    why: str
    title: Sequence[Change]
    body: Sequence[Change]


def post(about: str, viewer: Viewer) -> Topic | Reply | None:
    """The topic or reply behind a reference, if this viewer may read it."""
    kind, number = parse(about)
    row: Topic | Reply | None = None
    if kind == TOPIC:
        row = Topic.objects.filter(id=number).first()
    elif kind == REPLY:
        row = Reply.objects.select_related("topic").filter(id=number).first()
    if row is None or viewer.may(rights.MODERATE):
        return row
    abouts = {about, f"{TOPIC}:{row.topic_id}"} if isinstance(row, Reply) else {about}
    return None if any(is_hidden(one) for one in abouts) else row


def topic_id_of(row: Topic | Reply) -> int:
    return row.topic_id if isinstance(row, Reply) else row.id


def edit(edit_id: int) -> Edit | None:
    return Edit.objects.filter(id=edit_id).first()


def history(row: Topic | Reply, about: str, viewer: Viewer) -> list[Version]:
    """Every edit, the newest first. What its author took back is told to its author and moderators alone."""
    if not row.body and not rights.may_change(row.author_id, viewer):
        return []
    rows = list(Edit.objects.filter(about=about).order_by("id"))
    names = fans.names(one.by_id for one in rows if one.by_id)
    after = [(one.title, one.body) for one in rows[1:]] + [(getattr(row, "title", ""), row.body)]
    return [
        Version(
            one.id, names.get(one.by_id or 0, ""), one.at, one.why,
            list(_changes(one.title, title)) if title != one.title else [], list(_changes(one.body, body)),
        )
        for one, (title, body) in zip(rows, after, strict=True)
    ][::-1]  # fmt: skip


def _changes(before: str, after: str) -> Iterator[Change]:
    """Word by word; a sign of Chinese, Japanese or Korean is a word of its own."""
    old, new = (re.findall(r"\s+|[⺀-鿿가-힯]|[^\s⺀-鿿가-힯]+", text) for text in (before, after))
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Change("gone", "".join(old[a:b]))
        if c < d:
            yield Change("new", "".join(new[c:d]))
