"""What moved since a reader's page was drawn: numbers only, so that an open page asks cheaply."""

from datetime import datetime

from fanloop.foundation.viewer import Viewer
from fanloop.listening.community.models import Reply, Space, Topic
from fanloop.listening.community.queries.names import REPLY, TOPIC
from fanloop.listening.moderation.queries import hidden_ids

MOST = 200


def replies_after(row: Topic, reply_id: int, *, viewer: Viewer) -> list[int]:
    """Ids of what others replied after this reply, the oldest first; at most two hundred."""
    rows = Reply.objects.filter(topic=row, id__gt=reply_id).exclude(author=viewer.fan_id or 0)
    return list(rows.exclude(id__in=hidden_ids(REPLY)).order_by("id").values_list("id", flat=True)[:MOST])


def moved_since(since: datetime, where: Space | None = None) -> int:
    """How many topics have a word newer than this; at most two hundred are counted."""
    rows = Topic.objects.filter(last_at__gt=since).exclude(id__in=hidden_ids(TOPIC))
    rows = rows.filter(space=where) if where else rows
    return rows.order_by()[:MOST].count()
