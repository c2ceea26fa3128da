"""Taking out again what an import brought. Whoever calls has asked `foundation.holding` that nobody builds on it."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from fanloop.foundation import trail
from fanloop.foundation.search import index as search
from fanloop.listening.attention import actions as attention
from fanloop.listening.community.actions.counting import count_topics
from fanloop.listening.community.actions.finding import reindex
from fanloop.listening.community.models import BestAnswer, Reply, Space, Topic
from fanloop.listening.community.queries.names import REPLY, SPACE, TOPIC

_COUNT = """
UPDATE community_topic t SET replies_count = r.n, last_at = greatest(t.at, r.last), answered_at = r.first
FROM (SELECT t.id, count(r.id) AS n, max(r.at) AS last,
             min(r.at) FILTER (WHERE r.author_id IS DISTINCT FROM t.author_id) AS first
      FROM community_topic t LEFT JOIN community_reply r ON r.topic_id = t.id
      WHERE t.id = ANY(%s) GROUP BY t.id) r
WHERE t.id = r.id
"""


def lock_topics(*, topic_ids: Collection[int], at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Nobody can answer in these until the transaction ends."""
    list(Topic.objects.select_for_update().filter(id__in=topic_ids).order_by("id").values_list("id"))


@transaction.atomic
def remove_imported(*, topic_ids: Collection[int], reply_ids: Collection[int], at: datetime) -> None:
    """Delete imported topics and replies with their search entries and arrows; counts of what stays are reckoned anew.

    The database refuses it where a row that stays points at one that goes (ProtectedError, IntegrityError).
    """
    replies = Reply.objects.filter(id__in=reply_ids).exclude(source_key=None)
    topics = Topic.objects.filter(id__in=topic_ids).exclude(source_key=None)
    staying = set(replies.exclude(topic__in=topics).values_list("topic_id", flat=True))
    spaces = set(topics.values_list("space_id", flat=True))
    BestAnswer.objects.filter(reply__in=replies, by=None).delete()
    replies.update(parent=None)
    replies.delete()
    topics.delete()
    gone = [f"{TOPIC}:{each}" for each in topic_ids]
    search.forget(gone)
    trail.forget([*gone, *(f"{REPLY}:{each}" for each in reply_ids)])
    attention.forget_readings(topic_ids=topic_ids, at=at)
    count_topics(spaces)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(staying)])
    reindex(staying)


@transaction.atomic
def remove_spaces(*, space_ids: Collection[int], at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Delete imported spaces in which nothing is left."""
    rows = Space.objects.filter(id__in=space_ids).exclude(source_key=None)
    rows.delete()
    trail.forget(f"{SPACE}:{each}" for each in space_ids)
