"""Write what can be found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fanloop.foundation.models import SearchDocument
from fanloop.foundation.refs import parse
from fanloop.foundation.search.vocabulary import learn
from fanloop.foundation.search.words import configuration, prepared

PUBLIC = "public"
CLOSED = 0.5
"""The weight of what is over: shipped, declined, settled, cancelled. It is found below what is open."""


@dataclass(frozen=True)
class Entry:
    """What a room wants to be found. `audience` is `public`, `staff`, `fan:17` or `partner:3`.

    `labels` are refs it may be narrowed by, such as `fans.fan:17` for each who speaks in it.
    """

    ref: str
    language: str
    title: str
    words: str
    at: datetime
    audience: str = PUBLIC
    labels: Sequence[str] = ()
    weight: float = 1.0


_INSERT = """
INSERT INTO foundation_searchdocument (ref, kind, language, title, words, vector, audience, labels, weight, at)
SELECT ref, kind, language, title, words,
       setweight(to_tsvector(config::regconfig, title_tokens), 'A') || to_tsvector(config::regconfig, word_tokens),
       audience, CASE labels WHEN '' THEN '{}' ELSE string_to_array(labels, ' ') END, weight, at
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::float8[], %s::timestamptz[])
     AS t(ref, kind, language, title, words, config, title_tokens, word_tokens, audience, labels, weight, at)
ON CONFLICT (ref) DO UPDATE SET language = excluded.language, title = excluded.title, words = excluded.words,
    vector = excluded.vector, audience = excluded.audience, labels = excluded.labels, weight = excluded.weight, at = excluded.at
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
    learn((one.language, f"{one.title} {one.words[:2_000]}") for one in entries if one.audience == PUBLIC)


def _row(entry: Entry) -> tuple[object, ...]:
    title, words = entry.title.replace("\0", ""), entry.words.replace("\0", "")
    return (
        entry.ref, parse(entry.ref).kind, entry.language, title, words[:2_000],
        configuration(entry.language), prepared(title), prepared(words)[:200_000], entry.audience,
        " ".join(sorted(set(entry.labels))), float(entry.weight), entry.at,
    )  # fmt: skip


def weigh(refs: Iterable[str], weight: float) -> None:
    """Let references count more or less from now on, as when they are closed or opened again."""
    SearchDocument.objects.filter(ref__in=list(refs)).exclude(weight=weight).update(weight=weight)


def forget(refs: Iterable[str]) -> None:
    """Take references out of the index, as when they are hidden or erased."""
    SearchDocument.objects.filter(ref__in=list(refs)).delete()
