"""What follows from words being written: counts of the topic, and what the search knows."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection, transaction

from fanloop.foundation.search import again
from fanloop.foundation.search import index as search
from fanloop.listening.community.models import Reply, Topic
from fanloop.listening.community.queries.names import REPLY, SPACE, TOPIC
from fanloop.listening.moderation.queries import hidden_ids

_COUNT = """
UPDATE community_topic t SET replies_count = r.n, last_at = greatest(t.at, r.last), answered_at = r.first
FROM (SELECT r.topic_id, count(*) AS n, max(r.at) AS last,
             min(r.at) FILTER (WHERE r.author_id IS DISTINCT FROM t.author_id) AS first
      FROM community_reply r JOIN community_topic t ON t.id = r.topic_id
      WHERE r.topic_id = ANY(%s) GROUP BY r.topic_id) r
WHERE t.id = r.topic_id
"""


def count(topic_ids: Collection[int]) -> None:
    """Counts are reckoned from the rows, never added up, so two replies at once cannot lose one."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(topic_ids)])


@transaction.atomic
def find_again(*, about: str, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Bring the search in line with what moderators hid or showed: a topic, or the words of one reply."""
    kind, _, number = about.partition(":")
    if kind == TOPIC:
        reindex([int(number)])
    elif kind == REPLY:
        reindex(Reply.objects.filter(id=int(number)).values_list("topic_id", flat=True))


def reindex(topic_ids: Iterable[int]) -> None:
    """Write topics with all their replies' words into the search; hidden ones go out of it."""
    ids = set(topic_ids)
    hidden = ids & hidden_ids(TOPIC)
    search.forget(f"{TOPIC}:{topic_id}" for topic_id in hidden)
    said = _replies_of(ids - hidden)
    rows = Topic.objects.filter(id__in=ids - hidden).select_related("space").defer("html").order_by("id")
    search.index(
        search.Entry(
            ref=f"{TOPIC}:{row.id}", language=row.language, title=row.title,
            words="\n".join([row.body, *(words for _, words in said.get(row.id, ()))]), at=row.at,
            labels=_labels(row, said.get(row.id, ())),
        )
        for row in rows.iterator(2_000)
    )  # fmt: skip


@again.everything(TOPIC)
def find_everything() -> int:
    """Every topic, in sets."""
    ids = list(Topic.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), 1_000):
        with transaction.atomic():
            reindex(ids[start : start + 1_000])
    return len(ids)


def _labels(row: Topic, said: Iterable[tuple[int | None, str]]) -> list[str]:
    """A topic is narrowed by its space, its line and all who speak in it."""
    people = {row.author_id, *(author for author, _ in said)} - {None}
    line = [f"products.line:{row.space.line_id}"] if row.space.line_id else []
    return [f"{SPACE}:{row.space_id}", *line, *(f"fans.fan:{fan_id}" for fan_id in people)]


def _replies_of(topic_ids: Collection[int]) -> dict[int, list[tuple[int | None, str]]]:
    """Topic id → who replied, and in which words."""
    said: dict[int, list[tuple[int | None, str]]] = {}
    rows = Reply.objects.filter(topic__in=topic_ids).exclude(id__in=hidden_ids(REPLY)).order_by("id")
    for topic_id, author_id, body in rows.values_list("topic_id", "author_id", "body").iterator(10_000):
        said.setdefault(topic_id, []).append((author_id, body))
    return said
