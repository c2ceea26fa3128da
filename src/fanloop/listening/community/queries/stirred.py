"""Who talked lately under topics and about things, and when the first of them did: what hot lists are reckoned from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_TALKED = """
WITH named AS (SELECT id, about, author_id, at FROM community_topic WHERE about = ANY(%(abouts)s) AND about <> ''),
said AS (
    SELECT r.topic_id, '' AS about, coalesce(r.author_id, -r.id) AS person, r.at FROM community_reply r
    WHERE r.topic_id = ANY(%(topics)s) AND r.at > %(since)s
    UNION ALL
    SELECT r.topic_id, n.about, coalesce(r.author_id, -r.id), r.at FROM community_reply r JOIN named n ON n.id = r.topic_id
    WHERE r.at > %(since)s
    UNION ALL
    SELECT id, about, coalesce(author_id, -id), at FROM named WHERE at > %(since)s
)
SELECT topic_id, about, person, min(at) FROM said GROUP BY topic_id, about, person
"""


@dataclass(frozen=True)
class Talk:
    """Distinct people who talked, and the moment of the first word; nobody and never by default."""

    people: frozenset[int] = frozenset()
    first: datetime | None = None

    def __or__(self, other: "Talk") -> "Talk":
        moments = [moment for moment in (self.first, other.first) if moment]
        return Talk(self.people | other.people, min(moments, default=None))


def talk_since(
    topics: Mapping[int, Collection[int]], abouts: Mapping[int, Collection[str]], *, since: datetime
) -> dict[int, Talk]:
    """For each key: who talked since then under its topics, and under topics about its references. One query.

    A word without a known author counts as one person.
    """
    asked = {topic for found in topics.values() for topic in found}
    named = {about for found in abouts.values() for about in found}
    if not asked and not named:
        return {}
    under: dict[int, Talk] = {}
    about: dict[str, Talk] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TALKED, {"topics": list(asked), "abouts": list(named), "since": since})
        for topic_id, ref, person, moment in cursor.fetchall():
            one = Talk(frozenset({person}), moment)
            if ref:
                about[ref] = about.get(ref, Talk()) | one
            else:
                under[topic_id] = under.get(topic_id, Talk()) | one
    return {
        key: _all(
            [under[one] for one in topics.get(key, ()) if one in under]
            + [about[one] for one in abouts.get(key, ()) if one in about]
        )
        for key in {*topics, *abouts}
    }


def _all(found: list[Talk]) -> Talk:
    whole = Talk()
    for one in found:
        whole |= one
    return whole
