"""What lists need and no click waits for: topics of a space, and how hot topics are."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from fanloop.listening.attention import queries as attention
from fanloop.listening.community.models import Space, Topic
from fanloop.listening.community.queries.names import TOPIC
from fanloop.listening.community.rules.hot import WINDOW, Stir, scores

_COUNT = """
UPDATE community_space s SET topics_count = (SELECT count(*) FROM community_topic t WHERE t.space_id = s.id)
WHERE s.id = ANY(%s)
"""
_STIRS = """
WITH recent AS (
    SELECT topic_id, count(DISTINCT coalesce(author_id, -topic_id)) AS people, min(at) AS first
    FROM community_reply WHERE at > %s AND at <= %s GROUP BY topic_id)
SELECT t.id, t.at, recent.first, recent.people,
       (SELECT count(DISTINCT coalesce(r.author_id, -r.topic_id)) FROM community_reply r WHERE r.topic_id = t.id)
FROM recent JOIN community_topic t ON t.id = recent.topic_id
"""
_HEAT = """
UPDATE community_topic t SET hot = new.hot FROM unnest(%s::bigint[], %s::float8[]) AS new(id, hot) WHERE t.id = new.id
"""


def one_more_topic(space_id: int) -> None:
    """Called in the transaction that starts a topic; the space's row is held only until it ends."""
    Space.objects.filter(id=space_id).update(topics_count=F("topics_count") + 1)


def count_topics(space_ids: Collection[int]) -> None:
    """Reckon the counts of spaces anew, after a set has come in."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(set(space_ids))])


@transaction.atomic
def rank_topics(*, at: datetime) -> int:
    """Reckon anew how hot topics are; what nobody has touched for a week goes cold. Returns how many are hot."""
    with connection.cursor() as cursor:
        cursor.execute(_STIRS, [at - WINDOW, at])
        found = cursor.fetchall()
        signs = attention.reaction_counts(f"{TOPIC}:{row[0]}" for row in found)
        stirs = [
            Stir(topic_id, started, first, recent, people, signs.get(f"{TOPIC}:{topic_id}", 0))
            for topic_id, started, first, recent, people in found
        ]
        heat = scores(stirs, now=at)
        Topic.objects.filter(hot__gt=0).exclude(id__in=list(heat)).update(hot=0)
        cursor.execute(_HEAT, [list(heat), list(heat.values())])
    return len(heat)
