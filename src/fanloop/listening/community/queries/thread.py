"""One topic as it is read: its own words, its replies a page at a time, and who replied."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Max, QuerySet
from django.utils.safestring import SafeString, mark_safe

from fanloop.foundation.text import markdown
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.community.models import BestAnswer, Mention, Reply, Topic
from fanloop.listening.community.queries.files import File, files_under
from fanloop.listening.community.queries.lists import makers
from fanloop.listening.community.queries.names import REPLY, TOPIC
from fanloop.listening.community.rules import rights, threads
from fanloop.listening.community.rules.pages import REPLIES, page_holding
from fanloop.listening.moderation.queries import hidden_ids, hidden_now, is_hidden
from fanloop.people.fans import queries as fans
from fanloop.people.fans.rules import handles

_QUOTED = 120
_SILENCE = SafeString("")


@dataclass(frozen=True)
class Said:
    """A topic's body or a reply as it is read. `title` is what the maker's people are called by, else empty.

    `quote` holds the first words of what it answers where that does not stand right above; `to` is whom it
    answers, `to_id` which reply. `handle` is empty for people without a page.
    """

    id: int
    body: str
    by: str
    title: str
    at: datetime
    depth: int
    is_hidden: bool
    to: str = ""
    ref: str = ""
    html: SafeString = _SILENCE
    handle: str = ""
    edited_at: datetime | None = None
    to_id: int | None = None
    quote: str = ""
    is_mine: bool = False
    may_change: bool = False
    files: Sequence[File] = ()


@dataclass(frozen=True)
class _Around:
    """What the rows of a page share, read once for all of them."""

    viewer: Viewer
    names: dict[int, str]
    titles: dict[int, str]
    hidden: set[str]
    files: dict[str, list[File]]
    called: dict[str, frozenset[str]]
    parents: dict[int, Reply]


class _Counted(Paginator):  # type: ignore[type-arg] # no generic class at run time
    """A paginator that is told the count, because the topic keeps it."""

    def __init__(self, rows: QuerySet[Any], size: int, count: int) -> None:
        super().__init__(rows, size)
        self._told = count

    @cached_property
    def count(self) -> int:
        return self._told


def topic(topic_id: int, viewer: Viewer) -> Topic | None:
    """A topic; a hidden one is there for moderators alone."""
    row = Topic.objects.select_related("space").filter(id=topic_id).first()
    if row is None or viewer.may(rights.MODERATE):
        return row
    return None if is_hidden(f"{TOPIC}:{row.id}") else row


def speakers(row: Topic, *, limit: int = 200) -> list[int]:
    """Fan ids of those who spoke in a topic, the latest first; what is hidden was said by nobody."""
    said = Reply.objects.filter(topic=row, author__isnull=False).exclude(id__in=hidden_ids(REPLY))
    latest = said.values("author_id").annotate(last=Max("id")).order_by("-last")
    found = list(latest.values_list("author_id", flat=True)[:limit])
    return list(dict.fromkeys([*found, row.author_id])) if row.author_id else found


def topic_about(about: str, viewer: Viewer) -> Topic | None:
    """The newest topic of comments on a reference, unless it is hidden."""
    hidden = set() if viewer.may(rights.MODERATE) else hidden_ids(TOPIC)
    rows = Topic.objects.select_related("space").filter(about=about).exclude(about="")
    return rows.exclude(id__in=hidden).order_by("-id").first()


@dataclass(frozen=True)
class Opened:
    """A topic as it lies open: its own words, a page of replies, and the one that settled it."""

    first: Said
    page: "Page[Said]"
    best: Said | None


def opened(row: Topic, *, page: int, viewer: Viewer, size: int = REPLIES) -> Opened:
    """Everything said on one page of a topic. Seven queries at most, whatever it holds."""
    found = _page(row, page, size)
    rows: list[Reply] = list(found.object_list)
    best = _best(row, rows)
    around = _around([row, *rows, *([best] if best else [])], viewer)
    found.object_list = _as_read(rows, around)
    is_shown = best is not None and bool(best.body) and f"{REPLY}:{best.id}" not in around.hidden
    return Opened(_read(row, around), found, _read(best, around) if best and is_shown else None)


def _best(row: Topic, rows: Sequence[Reply]) -> Reply | None:
    settled = BestAnswer.objects.filter(topic=row, undone_at=None).values_list("reply_id", flat=True).first()
    here = next((one for one in rows if one.id == settled), None)
    return here or (Reply.objects.filter(id=settled).first() if settled else None)


def said(row: Topic, viewer: Viewer = ANYONE) -> Said:
    """The topic's own words as the first thing to read."""
    return _read(row, _around([row], viewer))


def replies(row: Topic, *, page: int = 1, viewer: Viewer, size: int = REPLIES) -> "Page[Said]":
    """A page of a hundred replies in the order they came. Six queries at most, whatever the page holds."""
    found = _page(row, page, size)
    rows: list[Reply] = list(found.object_list)
    found.object_list = _as_read(rows, _around(rows, viewer))
    return found


def _page(row: Topic, page: int, size: int) -> "Page[Any]":
    return _Counted(Reply.objects.filter(topic=row).order_by("id"), size, row.replies_count).get_page(page)


def _as_read(rows: Sequence[Reply], around: _Around) -> list[Said]:
    shape = [(row.id, row.parent_id, row.depth) for row in rows]
    return [
        _read(row, around, place, around.parents.get(row.parent_id or 0))
        for row, place in zip(rows, threads.places(shape), strict=True)
    ]


def _around(rows: Sequence[Topic | Reply], viewer: Viewer) -> _Around:
    parents = _parents([row for row in rows if isinstance(row, Reply)])
    everything = {_ref(row): row for row in (*rows, *parents.values())}
    old = [about for about, row in everything.items() if "@" in row.body and row.html_look != markdown.LOOK]
    return _Around(
        viewer=viewer,
        names=fans.names(row.author_id for row in everything.values() if row.author_id),
        titles=makers(),
        hidden=hidden_now(everything),
        files=files_under([_ref(row) for row in rows]),
        called=called_in(old) if old else {},
        parents=parents,
    )


def _parents(rows: Sequence[Reply]) -> dict[int, Reply]:
    far = threads.missing((row.id, row.parent_id, row.depth) for row in rows)
    return {row.id: row for row in rows} | (Reply.objects.in_bulk(far) if far else {})


def _ref(row: Topic | Reply) -> str:
    return f"{TOPIC if isinstance(row, Topic) else REPLY}:{row.id}"


def called_in(abouts: Collection[str]) -> dict[str, frozenset[str]]:
    """Reference → handles of those who are called there by @ and have one."""
    found: dict[str, set[str]] = {}
    for about, handle in Mention.objects.filter(about__in=abouts).values_list("about", "fan__handle"):
        found.setdefault(about, set()).add(handle)
    return {about: frozenset(handles_of) for about, handles_of in found.items()}


_NOWHERE = threads.Place(0, quotes=False)


def _read(
    row: Topic | Reply, around: _Around, place: threads.Place = _NOWHERE, parent: Reply | None = None
) -> Said:
    about, name = _ref(row), around.names.get(row.author_id or 0, "")
    is_hidden_here = about in around.hidden
    is_seen = not is_hidden_here or around.viewer.may(rights.MODERATE)
    return Said(
        id=row.id,
        body=row.body if is_seen else "",
        by=name,
        title=around.titles.get(row.author_id or 0, ""),
        at=row.at,
        depth=place.depth,
        is_hidden=is_hidden_here,
        to=around.names.get(parent.author_id or 0, "") if parent else "",
        ref=about,
        html=_html(row, around.called.get(about, frozenset())) if is_seen else _SILENCE,
        handle="" if handles.problem_with(name) else name,
        edited_at=row.edited_at,
        to_id=parent.id if parent else None,
        quote=_quote(parent, around) if parent and place.quotes else "",
        is_mine=row.author_id is not None and row.author_id == around.viewer.fan_id,
        may_change=rights.may_change(row.author_id, around.viewer),
        files=_below(around.files.get(about, ()), row) if is_seen and row.body else (),
    )


def _below(files: Sequence[File], row: Topic | Reply) -> list[File]:
    """Files to show under the words: those that do not stand between them already."""
    return [file for file in files if file.href not in row.body]


def _html(row: Topic | Reply, people: frozenset[str]) -> SafeString:
    """What was drawn when it was written, unless words are drawn differently by now."""
    if row.html_look == markdown.LOOK:
        return mark_safe(row.html)  # noqa: S308 -- made by markdown.html alone, see actions/drawing.py
    return markdown.html(row.body, people)


def _quote(parent: Reply, around: _Around) -> str:
    return "" if _ref(parent) in around.hidden else markdown.plain(parent.body, length=_QUOTED)


def reply(reply_id: int) -> Reply | None:
    return Reply.objects.select_related("topic").filter(id=reply_id).first()


def replies_by_ids(reply_ids: Collection[int]) -> list[Reply]:
    """Replies with the terms they were given under."""
    return list(Reply.objects.filter(id__in=set(reply_ids)).select_related("terms")) if reply_ids else []


def newest(row: Topic, viewer: Viewer, *, limit: int = 3) -> list[Said]:
    """The last few things said in a topic, the latest below; the topic's own words where that is all."""
    rows: list[Reply] = list(Reply.objects.filter(topic=row).order_by("-id")[:limit])[::-1]
    if len(rows) < limit:
        return [said(row, viewer), *_as_read(rows, _around(rows, viewer))]
    return _as_read(rows, _around(rows, viewer))


def said_in(row: Topic, reply_id: int, viewer: Viewer) -> Said | None:
    """One reply of a topic as it is read."""
    rows = list(Reply.objects.filter(topic=row, id=reply_id))
    return _as_read(rows, _around(rows, viewer))[0] if rows else None


def first_after(row: Topic, reply_id: int) -> int:
    """The first reply of a topic behind another one; 0 if there is none."""
    found = (
        Reply.objects.filter(topic=row, id__gt=reply_id).order_by("id").values_list("id", flat=True).first()
    )
    return found or 0


def page_of(row: Reply) -> int:
    """The page of its topic on which a reply stands."""
    return page_holding(Reply.objects.filter(topic=row.topic_id, id__lt=row.id).count())


def ids_by_key(source_keys: Collection[str]) -> dict[str, int]:
    """Source keys of topics that are here already."""
    rows = Topic.objects.filter(source_key__in=source_keys).values_list("source_key", "id")
    return {str(key): topic_id for key, topic_id in rows}


def births_by_key(source_keys: Collection[str]) -> dict[str, datetime]:
    """Source keys of topics that are here already, with the moment they were begun."""
    rows = Topic.objects.filter(source_key__in=source_keys).values_list("source_key", "at")
    return {str(key): at for key, at in rows}


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
