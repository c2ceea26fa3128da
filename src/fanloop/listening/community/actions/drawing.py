"""Words as they will be read: cleaned, and drawn once as HTML, because a long page of Markdown takes 60 ms to draw."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fanloop.foundation.refs import ref
from fanloop.foundation.text import markdown
from fanloop.listening.community.models import Reply, Topic
from fanloop.listening.community.queries.thread import called_in
from fanloop.listening.community.rules.refusals import Refused
from fanloop.people.fans import queries as fan_queries
from fanloop.people.fans.queries import Fan


def title_of(text: str) -> str:
    return said(text, _("Say something first: the title cannot be empty."))[:300]


def words_of(text: str) -> str:
    return said(text, _("Say something first: the words cannot be empty."))


def said(text: str, otherwise: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused(otherwise)
    return text


def draw(row: Topic | Reply) -> dict[str, Fan]:
    """Set the HTML of a row that is about to be written; whom it calls, by handle. Two queries fewer when it is read."""
    called = _people(markdown.mentions(row.body))
    row.html, row.html_look = markdown.html(row.body, frozenset(called)), markdown.LOOK
    return called


def _people(handles: Iterable[str]) -> dict[str, Fan]:
    asked = sorted(handles)
    if not asked:
        return {}
    return {handle: fan for handle, fan in fan_queries.fans_by_handle(asked).items() if fan.is_active}


@transaction.atomic
def draw_old(*, at: datetime, limit: int = 2_000) -> int:  # noqa: ARG001 -- every action says when
    """Draw what came in by an import, or was drawn by an older renderer; how many rows were. Run it until it is 0.

    Rows that somebody is changing at this moment are left for the next run.
    """
    return sum(_draw_old(model, limit) for model in (Topic, Reply))


def _draw_old(model: type[Topic] | type[Reply], limit: int) -> int:
    old: QuerySet[Any] = model.objects.exclude(html_look=markdown.LOOK).order_by("-id")
    rows = list(old.select_for_update(skip_locked=True).only("id", "body")[:limit])
    called = called_in([ref(row) for row in rows if "@" in row.body])
    for row in rows:
        row.html, row.html_look = markdown.html(row.body, called.get(ref(row), frozenset())), markdown.LOOK
    old.model.objects.bulk_update(rows, ["html", "html_look"], batch_size=500)
    return len(rows)
