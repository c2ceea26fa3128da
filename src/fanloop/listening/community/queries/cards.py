"""Topics and replies as others see them: cards of the trail, subjects of moderation, a person's own words."""

from typing import Any

from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community.models import Ballot, Draft, Reply, Space, Topic
from fanloop.listening.community.queries.names import REPLY, SPACE, TOPIC
from fanloop.listening.moderation.ports import Subject, subject
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans import queries as fans


@trail.describes(TOPIC, label=lambda count: ngettext("topic", "topics", count))
def describe_topics(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    hidden = set() if viewer.is_system or viewer.may("community.moderate") else hidden_ids(TOPIC)
    rows = Topic.objects.filter(id__in=ids - hidden).values_list(
        "id", "title", "space__name", "at", "source_key"
    )
    return {
        topic_id: trail.Card(
            f"{TOPIC}:{topic_id}", gettext("topic"), title or gettext("Taken back by its author"), read(name), at,
        )
        for topic_id, title, name, at, _key in rows
    }  # fmt: skip


@trail.describes(REPLY, label=lambda count: ngettext("reply", "replies", count))
def describe_replies(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    hidden = set() if viewer.is_system or viewer.may("community.moderate") else hidden_ids(REPLY)
    rows = Reply.objects.filter(id__in=ids - hidden).values_list("id", "body", "topic__title", "at")
    return {
        reply_id: trail.Card(f"{REPLY}:{reply_id}", gettext("reply"), body[:80], title, at)
        for reply_id, body, title, at in rows
    }


@trail.describes(SPACE, label=lambda count: ngettext("space", "spaces", count))
def describe_spaces(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- spaces are public
    return {
        row.id: trail.Card(f"{SPACE}:{row.id}", gettext("space"), read(row.name), "", row.at)
        for row in Space.objects.filter(id__in=ids)
    }


@subject(TOPIC)
def subject_topics(ids: set[int]) -> dict[int, Subject]:
    rows = Topic.objects.filter(id__in=ids)
    return {
        row.id: Subject(row.author_id, row.body, f"community.space:{row.space_id}", row.title, row.at)
        for row in rows
    }


@subject(REPLY)
def subject_replies(ids: set[int]) -> dict[int, Subject]:
    rows = Reply.objects.filter(id__in=ids).select_related("topic")
    return {
        row.id: Subject(
            row.author_id, row.body, f"community.space:{row.topic.space_id}", row.topic.title, row.at
        )
        for row in rows
    }


def _export(fan_id: int) -> list[dict[str, Any]]:
    topics_of = Topic.objects.filter(author=fan_id).values("id", "title", "body", "at", "terms__version")
    replies_of = Reply.objects.filter(author=fan_id).values("id", "topic_id", "body", "at", "terms__version")
    chosen = Ballot.objects.filter(fan=fan_id, withdrawn_at=None).values(
        "option__poll__topic_id", "option__text", "at"
    )
    drafts = Draft.objects.filter(fan=fan_id).values("key", "data", "at")
    kinds = {"topic": topics_of, "reply": replies_of, "ballot": chosen, "draft": drafts}
    rows = [(kind, row) for kind, found in kinds.items() for row in found]
    return [{"kind": kind, **row, "at": row["at"].isoformat()} for kind, row in rows]


fans.register_export("community", _export)
