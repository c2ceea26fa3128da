"""Find. Reads are capped: at most CANDIDATES matches are ranked, newest first, and one of exactly that title.

A question is asked in the language of each document: a German word finds German topics whatever language the reader's
pages have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection

from fanloop.foundation.search import words as tokens
from fanloop.foundation.search.asked import Asked, as_query, take_apart
from fanloop.foundation.search.excerpts import excerpt
from fanloop.foundation.viewer import Viewer

CANDIDATES, COUNTED = 1_000, 2_000


@dataclass(frozen=True)
class Hit:
    """One find: a reference, its title, an excerpt with the matches between ⟦ and ⟧, and its rank."""

    ref: str
    title: str
    excerpt: str
    rank: float
    at: datetime
    marked: str = ""
    language: str = ""


@dataclass(frozen=True)
class Narrow:
    """What to look through: kinds of refs, refs that must be among the labels, a language, a span of time."""

    kinds: Sequence[str] | None = None
    labels: Sequence[str] = ()
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_set(self) -> bool:
        return bool(self.labels or self.language or self.since or self.until)


@dataclass(frozen=True)
class Question:
    """A question as the database takes it: what matches at all, and what matches in each language."""

    asked: Asked
    wide: str
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_even(self) -> bool:
        """Whether all languages ask the same, so that there is nothing to check again."""
        return len(set(self.own.values())) < 2


_SPEAK = """
WITH RECURSIVE spoken(language) AS (
    (SELECT language FROM foundation_searchdocument ORDER BY language LIMIT 1)
    UNION ALL
    SELECT (SELECT d.language FROM foundation_searchdocument d WHERE d.language > s.language ORDER BY d.language LIMIT 1)
    FROM spoken s WHERE s.language IS NOT NULL
)
SELECT s.language,
       (websearch_to_tsquery(c.config, %(words)s)
        && CASE %(begun)s WHEN '' THEN ''::tsquery
           ELSE to_tsquery('simple', quote_literal(lower(%(begun)s)) || ':*') || websearch_to_tsquery(c.config, %(begun)s) END)::text
FROM spoken s
LEFT JOIN unnest(%(tags)s::text[], %(configs)s::text[]) AS known(tag, config) ON known.tag = lower(split_part(s.language, '-', 1)),
LATERAL (SELECT coalesce(known.config, 'simple')::regconfig AS config) c
WHERE s.language IS NOT NULL
"""


def question(asked: Asked, *, typing: bool = False) -> Question:
    """Ask in every language there are documents in. `typing`: the last word may be the beginning of one."""
    said, begun = list(asked.words), ""
    if not any(word[0] != "-" for word in said):
        return Question(asked, "")
    if typing and said[-1] in asked.wanted:
        begun = said.pop()
    values: dict[str, Any] = {
        "words": as_query(said), "begun": begun,
        "tags": list(tokens.CONFIGURATIONS), "configs": list(tokens.CONFIGURATIONS.values()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SPEAK, values)
        own = {language: query for language, query in cursor.fetchall() if query}
    return Question(asked, " | ".join(f"({query})" for query in sorted(set(own.values()))), own)


_SEEN = """
d.audience = ANY(%(audiences)s) AND (%(kinds)s::text[] IS NULL OR d.kind = ANY(%(kinds)s))
    AND (%(labels)s::text[] = '{}' OR d.labels @> %(labels)s::text[])
    AND (%(language)s = '' OR d.language = %(language)s)
    AND (%(since)s::timestamptz IS NULL OR d.at >= %(since)s) AND (%(until)s::timestamptz IS NULL OR d.at < %(until)s)
"""
_FOUND = f"""
WITH own(language, query) AS (SELECT * FROM unnest(%(languages)s::text[], %(queries)s::tsquery[])),
newest AS MATERIALIZED (
    SELECT d.id FROM foundation_searchdocument d WHERE d.vector @@ %(wide)s::tsquery AND {_SEEN}
    ORDER BY d.id DESC LIMIT %(candidates)s
),
found AS (
    SELECT id FROM newest UNION
    (SELECT d.id FROM foundation_searchdocument d WHERE lower(d.title) = %(exact)s AND d.vector @@ %(wide)s::tsquery AND {_SEEN}
     ORDER BY d.id DESC LIMIT 20)
)
"""  # noqa: S608 -- a constant
_HITS = f"""{_FOUND}
, best AS (
    SELECT d.id, own.query, ts_rank(d.vector, own.query, 1) * d.weight AS rank,
           %(exact)s = ANY(string_to_array(lower(d.title), ' · ')) AS is_title
    FROM found JOIN foundation_searchdocument d USING (id) JOIN own ON own.language = d.language
    WHERE d.vector @@ own.query
    ORDER BY is_title DESC, rank DESC, d.id DESC LIMIT %(limit)s OFFSET %(offset)s
)
SELECT d.ref, d.title, d.words,
       ts_headline(c.config, translate(d.words, '⟦⟧', ''), b.query,
                   'StartSel=⟦, StopSel=⟧, MaxWords=28, MinWords=12, MaxFragments=1'),
       ts_headline(c.config, translate(d.title, '⟦⟧', ''), b.query, 'StartSel=⟦, StopSel=⟧, HighlightAll=true'),
       b.rank, d.at, d.language
FROM best b JOIN foundation_searchdocument d USING (id)
LEFT JOIN unnest(%(tags)s::text[], %(configs)s::text[]) AS known(tag, config) ON known.tag = lower(split_part(d.language, '-', 1)),
LATERAL (SELECT coalesce(known.config, 'simple')::regconfig AS config) c
ORDER BY b.is_title DESC, b.rank DESC, b.id DESC
"""  # noqa: S608 -- a constant
_LATEST = f"""
SELECT d.ref, d.title, d.words, left(d.words, 240), d.title, 0::float8, d.at, d.language
FROM foundation_searchdocument d WHERE {_SEEN} ORDER BY d.at DESC, d.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 -- a constant
_COUNTS = f"""{_FOUND}
SELECT d.kind, count(*) FROM found JOIN foundation_searchdocument d USING (id) JOIN own ON own.language = d.language
WHERE %(is_even)s OR d.vector @@ own.query GROUP BY d.kind
"""  # noqa: S608 -- a constant


def find(
    query: str | Asked, *, viewer: Viewer, narrow: Narrow | None = None, kinds: Sequence[str] | None = None,
    typing: bool = False, limit: int = 20, offset: int = 0,
) -> list[Hit]:  # fmt: skip
    """Best matches a viewer may see, best first. An empty query finds nothing, or what it is narrowed to, newest first."""
    asked = take_apart(query, names=()) if isinstance(query, str) else query
    return hits(
        question(asked, typing=typing), viewer=viewer, narrow=replace(narrow or Narrow(), kinds=kinds) if kinds is not None else narrow or Narrow(),
        limit=limit, offset=offset,
    )  # fmt: skip


def hits(asked: Question, *, viewer: Viewer, narrow: Narrow, limit: int = 20, offset: int = 0) -> list[Hit]:
    """What answers a question that was put before."""
    if not asked.wide and not (narrow.is_set and not asked.asked.words):
        return []
    values = _values(asked, viewer, narrow) | {"limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(_HITS if asked.wide else _LATEST, values)
        return [_hit(row, asked.asked.pairs) for row in cursor.fetchall()]


def counts(asked: Question, *, viewer: Viewer, narrow: Narrow) -> dict[str, int] | None:
    """Kind → how many; None when there are more than are looked through."""
    if not asked.wide:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, _values(asked, viewer, replace(narrow, kinds=None)) | {"candidates": COUNTED})
        found = dict(cursor.fetchall())
    return found if sum(found.values()) < COUNTED else None


def _values(asked: Question, viewer: Viewer, narrow: Narrow) -> dict[str, Any]:
    return {
        "languages": list(asked.own), "queries": list(asked.own.values()), "wide": asked.wide, "is_even": asked.is_even,
        "audiences": list(viewer.audiences), "kinds": list(narrow.kinds) if narrow.kinds is not None else None,
        "labels": list(narrow.labels), "language": narrow.language, "since": narrow.since, "until": narrow.until,
        "exact": asked.asked.text.replace('"', "").lower(), "candidates": CANDIDATES,
        "tags": list(tokens.CONFIGURATIONS), "configs": list(tokens.CONFIGURATIONS.values()),
    }  # fmt: skip


def _hit(row: tuple[Any, ...], pairs: Sequence[str]) -> Hit:
    """PostgreSQL marks words; what is written without spaces is marked here."""
    ref, title, words, said, marked, rank, at, language = row
    if pairs and "⟦" not in said:
        said = excerpt(words, pairs)
    if pairs and "⟦" not in marked:
        marked = excerpt(title, pairs, around=len(title))
    return Hit(ref, title, said, float(rank), at, marked, language)
