"""When topics began and when somebody first replied, for sets of topics."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from fanloop.listening.community.models import Topic


class Begun(NamedTuple):
    """When a topic was started, and the first reply by somebody else; None without one."""

    at: datetime
    replied: datetime | None


def first_replies(topic_ids: Collection[int]) -> dict[int, Begun]:
    """Topic id → how it began, hidden ones too, for moments name nobody. One query, none for nothing."""
    if not topic_ids:
        return {}
    rows = Topic.objects.filter(id__in=set(topic_ids)).values_list("id", "at", "answered_at")
    return {topic_id: Begun(at, replied) for topic_id, at, replied in rows}
