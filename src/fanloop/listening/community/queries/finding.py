"""Where in a topic it was said."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection

from fanloop.foundation.search.excerpts import excerpt
from fanloop.foundation.search.finding import Question
from fanloop.foundation.search.words import configuration
from fanloop.foundation.text.markdown import plain
from fanloop.listening.community.queries.names import REPLY
from fanloop.listening.moderation.queries import hidden_ids

LOOKED_AT = 300
"""Replies of a topic that are looked through; what was said later is found by its topic."""

_SAYING = """
WITH asked(language, config, query) AS (SELECT * FROM unnest(%(languages)s::text[], %(configs)s::regconfig[], %(queries)s::tsquery[]))
SELECT t.id, r.id, r.body, ts_headline(a.config, translate(left(r.body, 2000), '⟦⟧', ''), a.query,
    'StartSel=⟦, StopSel=⟧, MaxWords=28, MinWords=12, MaxFragments=1')
FROM community_topic t JOIN asked a ON a.language = t.language
JOIN LATERAL (
    SELECT one.id, one.body FROM (
        SELECT r.id, r.body FROM (
            SELECT r.id, r.body FROM community_reply r WHERE r.topic_id = t.id AND r.id <> ALL(%(hidden)s)
            ORDER BY r.id LIMIT %(most)s
        ) r WHERE %(hint)s = '' OR r.body ~* %(hint)s ORDER BY r.id LIMIT 12
    ) one
    WHERE CASE WHEN %(pairs)s::text[] = '{}' THEN to_tsvector(a.config, left(one.body, 4000)) @@ a.query
          ELSE one.body LIKE ALL(%(pairs)s::text[]) END
    ORDER BY one.id LIMIT 1
) r ON TRUE
WHERE t.id = ANY(%(topics)s) AND NOT (
    CASE WHEN %(pairs)s::text[] = '{}' THEN to_tsvector(a.config, t.title || ' ' || left(t.body, 4000)) @@ a.query
    ELSE t.title || ' ' || t.body LIKE ALL(%(pairs)s::text[]) END)
"""


def first_saying(topic_ids: Sequence[int], question: Question) -> dict[int, tuple[int, str]]:
    """Topic id → the first reply that answers a question its first words do not, and an excerpt of it. One query or none."""
    if not topic_ids or not question.own:
        return {}
    pairs = question.asked.pairs
    values: dict[str, Any] = {
        "languages": list(question.own), "configs": [configuration(name) for name in question.own],
        "queries": list(question.own.values()), "pairs": [f"%{pair}%" for pair in pairs],
        "topics": list(topic_ids), "hidden": list(hidden_ids(REPLY)), "most": LOOKED_AT,
        "hint": "" if pairs else _hint(question.asked.wanted),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SAYING, values)
        return {
            topic_id: (
                reply_id,
                excerpt(plain(body, length=2_000), pairs) if pairs else plain(said, length=240),
            )
            for topic_id, reply_id, body, said in cursor.fetchall()
        }


def _hint(words: Sequence[str]) -> str:
    """A pattern that is cheap to try: the beginning of any of the words, as far as endings leave it alone."""
    return "|".join(re.escape(word[: max(3, len(word) - 3)]) for word in words)
