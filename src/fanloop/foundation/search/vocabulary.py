"""Words as people write them, so that a word written wrongly finds the right one.

Only words of public documents are known here: a guess must not tell what stands in somebody's letters.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from rapidfuzz.distance import OSA

from fanloop.foundation.search.words import has_runs

_WORD = re.compile(r"[^\W\d_]{4,40}")
GUESSES = 3
LONG = 6
"""From this length on two letters may be wrong; below it one."""


@dataclass(frozen=True)
class Guess:
    """A known word near to another: how many letters apart, and in how many documents it stood when they were counted."""

    word: str
    distance: int
    documents: int


def words_of(text: str) -> set[str]:
    """Words that can be mistyped: four letters at least, none of a language that is written without spaces."""
    return {word for word in _WORD.findall(text.lower()) if not has_runs(word)}


_LEARN = """
INSERT INTO foundation_searchword (word, language, head, tail, documents)
SELECT word, language, left(word, 1), right(word, 3), documents
FROM unnest(%s::text[], %s::text[], %s::int[]) AS t(word, language, documents) ORDER BY word, language
ON CONFLICT (word, language) DO NOTHING
"""


def learn(texts: Iterable[tuple[str, str]]) -> None:
    """Know the words of (language, text). Known words are left alone, so that two writers never wait for each other's
    popular words; `recount` says by night how common they are.
    """
    counted: dict[tuple[str, str], int] = {}
    for language, text in texts:
        for word in words_of(text):
            counted[word, language] = counted.get((word, language), 0) + 1
    if counted:
        _write(_LEARN, counted)


def _write(statement: str, counted: Mapping[tuple[str, str], int]) -> None:
    rows = sorted(counted.items())
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [[word for (word, _), _ in rows], [name for (_, name), _ in rows], [count for _, count in rows]],
        )


_RECOUNT = """
WITH said AS (
    SELECT language, found[1] AS word, count(DISTINCT id) AS documents
    FROM foundation_searchdocument, regexp_matches(lower(title || ' ' || words), '[[:alpha:]]{4,40}', 'g') AS found
    WHERE audience = 'public' GROUP BY language, found[1]
)
UPDATE foundation_searchword w SET documents = coalesce(said.documents, 0)
FROM foundation_searchword known LEFT JOIN said ON said.word = known.word AND said.language = known.language
WHERE w.id = known.id AND w.documents <> coalesce(said.documents, 0)
"""


def recount() -> int:
    """Count in how many documents each word stands and forget those that stand in none. Returns how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT)
        changed: int = cursor.rowcount
        cursor.execute("DELETE FROM foundation_searchword WHERE documents = 0")
    return changed


_NEAR = """
SELECT word, max(documents) FROM foundation_searchword
WHERE (head = ANY(%(heads)s) OR tail = %(tail)s) AND length(word) BETWEEN %(least)s AND %(most)s AND word <> %(word)s
GROUP BY word
"""


def guesses(word: str) -> list[Guess]:
    """What may have been meant, nearest first, then the most common.

    Optimal string alignment: a letter more, less, other, or two exchanged. A slip at the front keeps the tail, one at the
    end keeps the head; the second letter is tried as a head, since the first two may be exchanged.
    """
    said = word.lower()
    reach = 2 if len(said) >= LONG else 1
    asked: dict[str, Any] = {
        "heads": list(said[:2]), "tail": said[-3:], "least": len(said) - reach, "most": len(said) + reach, "word": said,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, asked)
        near = [
            Guess(known, OSA.distance(said, known, score_cutoff=reach), count)
            for known, count in cursor.fetchall()
        ]
    return sorted(
        (one for one in near if one.distance <= reach),
        key=lambda one: (one.distance, -one.documents, one.word),
    )[:GUESSES]


def guesses_for(words: Collection[str]) -> dict[str, list[Guess]]:
    return {word: guesses(word) for word in words}
