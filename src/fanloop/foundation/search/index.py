"""Write and find. Reads are capped: at most CANDIDATES matches are ranked, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from fanloop.foundation.models import SearchDocument
from fanloop.foundation.refs import parse
from fanloop.foundation.search.words import configuration, prepared
from fanloop.foundation.viewer import Viewer

CANDIDATES = 2_000


@dataclass(frozen=True)
class Entry:
    """What a room wants to be found. `audience` is `public`, `staff`, `fan:17` or `partner:3`."""

    ref: str
    language: str
    title: str
    words: str
    at: datetime
    audience: str = "public"


@dataclass(frozen=True)
class Hit:
    """One find: a reference, its title, an excerpt with the matches between ⟦ and ⟧, and its rank."""

    ref: str
    title: str
    excerpt: str
    rank: float
    at: datetime


_INSERT = """
INSERT INTO foundation_searchdocument (ref, kind, language, title, words, vector, audience, at)
SELECT ref, kind, language, title, words,
       setweight(to_tsvector(config::regconfig, title_tokens), 'A') || to_tsvector(config::regconfig, word_tokens),
       audience, at
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
            %s::timestamptz[])
     AS t(ref, kind, language, title, words, config, title_tokens, word_tokens, audience, at)
ON CONFLICT (ref) DO UPDATE SET language = excluded.language, title = excluded.title, words = excluded.words,
    vector = excluded.vector, audience = excluded.audience, at = excluded.at
"""


def index(entries: Iterable[Entry], *, batch: int = 2_000) -> int:
    """Make entries findable, in sets; indexing a ref again replaces it. Returns how many were written."""
    waiting = list({entry.ref: entry for entry in entries}.values())
    for start in range(0, len(waiting), batch):
        _insert(waiting[start : start + batch])
    return len(waiting)


def _insert(entries: list[Entry]) -> None:
    columns = zip(*(_row(entry) for entry in entries), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in columns])


def _row(entry: Entry) -> tuple[object, ...]:
    title, words = entry.title.replace("\0", ""), entry.words.replace("\0", "")
    return (
        entry.ref, parse(entry.ref).kind, entry.language, title, words[:2_000],
        configuration(entry.language), prepared(title), prepared(words)[:200_000], entry.audience, entry.at,
    )  # fmt: skip


def forget(refs: Iterable[str]) -> None:
    """Take references out of the index, as when they are hidden or erased."""
    SearchDocument.objects.filter(ref__in=list(refs)).delete()


_FIND = """
WITH q AS (SELECT websearch_to_tsquery(%(config)s::regconfig, %(words)s)
               || websearch_to_tsquery('simple', %(words)s) AS query),
found AS MATERIALIZED (
    SELECT d.id, d.ref, d.title, d.words, d.vector, d.at FROM foundation_searchdocument d, q
    WHERE d.vector @@ q.query AND d.audience = ANY(%(audiences)s) AND (%(kinds)s::text[] IS NULL OR d.kind = ANY(%(kinds)s))
    ORDER BY d.id DESC LIMIT %(candidates)s
),
best AS (SELECT f.*, ts_rank(f.vector, q.query) AS rank FROM found f, q ORDER BY rank DESC, f.id DESC
         LIMIT %(limit)s OFFSET %(offset)s)
SELECT ref, title,
       ts_headline(%(config)s::regconfig, words, (SELECT query FROM q),
                   'StartSel=⟦, StopSel=⟧, MaxWords=28, MinWords=12, MaxFragments=1'),
       rank, at
FROM best ORDER BY rank DESC, id DESC
"""


def find(
    query: str,
    *,
    viewer: Viewer,
    language: str = "en",
    kinds: Sequence[str] | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[Hit]:
    """Best matches a viewer may see, best first. An empty query finds nothing."""
    if not query.strip():
        return []
    values: dict[str, Any] = {
        "config": configuration(language), "words": prepared(query.replace("\0", "")), "audiences": list(viewer.audiences),
        "kinds": list(kinds) if kinds is not None else None, "candidates": CANDIDATES, "limit": limit, "offset": offset,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        return [Hit(*row) for row in cursor.fetchall()]
