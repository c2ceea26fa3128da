"""What may have been meant when little or nothing is found: another word, or most of a run of characters."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection

from fanloop.foundation.search.asked import Asked
from fanloop.foundation.search.finding import Hit, Narrow, Question, hits, question
from fanloop.foundation.search.vocabulary import Guess, guesses_for
from fanloop.foundation.viewer import Viewer

FEW = 3
"""Words in fewer documents than this are looked at."""
CLEARLY = 5
"""How many times as common a word must be to be taken for one that does stand somewhere."""
_MOST_PAIRS = 12

_KNOWN = """
SELECT t.word, (SELECT count(*) FROM (
    SELECT 1 FROM foundation_searchdocument d WHERE d.vector @@ t.query AND d.audience = ANY(%(audiences)s) LIMIT %(enough)s) x)
FROM unnest(%(words)s::text[], %(queries)s::tsquery[]) AS t(word, query)
"""


def standing(words: Collection[str], *, viewer: Viewer) -> dict[str, int]:
    """Word → in how many documents the viewer may see it stands; counting ends where it is clearly common."""
    queries = {word: question(Asked((word,))).wide for word in words}
    asked: dict[str, Any] = {
        "words": [word for word, query in queries.items() if query], "queries": [query for query in queries.values() if query],
        "audiences": list(viewer.audiences), "enough": FEW * CLEARLY,
    }  # fmt: skip
    if not asked["words"]:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, asked)
        return dict(cursor.fetchall())


def meant(asked: Asked, *, viewer: Viewer) -> Asked | None:
    """The question with its rare words written as they are known here; None where nothing better is known."""
    known = standing(asked.mistakable[:6], viewer=viewer)
    rare = [word for word, count in known.items() if count < FEW]
    near = guesses_for(rare)
    seen = standing({one.word for found in near.values() for one in found}, viewer=viewer)
    better = {word: right for word in rare if (right := _better(known[word], near[word], seen))}
    return asked.instead(better) if better else None


def _better(count: int, near: Collection[Guess], seen: Mapping[str, int]) -> str:
    wanted = max(1, count * CLEARLY)
    return next((one.word for one in near if seen.get(one.word, 0) >= wanted), "")


_HALF = """
SELECT d.ref FROM foundation_searchdocument d
WHERE d.ref = ANY(%s) AND (SELECT count(*) FROM unnest(%s::tsquery[]) AS pair WHERE d.vector @@ pair) >= %s
"""


def close(asked: Asked, *, viewer: Viewer, narrow: Narrow, limit: int = 20) -> list[Hit]:
    """What holds at least half of the neighbouring characters (of three, one: the middle sign of four was mistyped),
    and all of the other words.
    """
    pairs = asked.pairs[:_MOST_PAIRS]
    if len(pairs) < 2:
        return []
    found = hits(_either(asked, pairs), viewer=viewer, narrow=narrow, limit=200)
    with connection.cursor() as cursor:
        cursor.execute(_HALF, [[hit.ref for hit in found], [f"'{pair}'" for pair in pairs], len(pairs) // 2])
        enough = {ref for (ref,) in cursor.fetchall()}
    return [hit for hit in found if hit.ref in enough][:limit]


def _either(asked: Asked, pairs: Sequence[str]) -> Question:
    """Any of the pairs, and the words around them."""
    either = " | ".join(f"'{pair}'" for pair in pairs)
    rest = asked.without_runs()
    around = question(rest) if rest.words else Question(rest, "")
    both = f"({either}) & ({around.wide})" if around.wide else either
    languages = around.own or question(Asked((pairs[0],))).own
    return Question(asked, both, dict.fromkeys(languages, both))
