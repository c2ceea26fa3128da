"""Reads of conversations: for those who take part, and nobody else. A moderator sees a message that was reported,
through moderation, and never a conversation.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from fanloop.foundation import trail
from fanloop.foundation.text.markdown import plain
from fanloop.foundation.viewer import Viewer
from fanloop.listening.conversations.models import Conversation, Ignoring, Message, Participant
from fanloop.listening.conversations.rules.opening import LEVEL
from fanloop.listening.moderation.ports import Subject, subject
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.ports import benefit
from fanloop.people.levels.queries import level_of
from fanloop.people.team import queries as team

__all__ = ["Conversation", "Message", "Said", "Talk"]

CONVERSATION, MESSAGE, PARTICIPANT = (
    "conversations.conversation",
    "conversations.message",
    "conversations.participant",
)

benefit(level=LEVEL, key="private messages", label=_("Start private conversations"))


@dataclass(frozen=True)
class Talk:
    """A conversation in the reader's list. `excerpt` is the last message that reaches them; `with_` are the others now."""

    conversation: Conversation
    subject: str
    with_: tuple[str, ...]
    excerpt: str
    by: str
    at: datetime
    unread: int


@dataclass(frozen=True)
class Said:
    """One message as this reader sees it: without words when it is hidden, erased, or by somebody they ignore."""

    id: int
    words: str
    by: str
    title: str
    at: datetime
    is_mine: bool
    is_hidden: bool
    is_ignored: bool


@dataclass(frozen=True)
class Person:
    """Somebody who takes part, or has left."""

    fan_id: int
    name: str
    title: str
    has_left: bool


def conversation(conversation_id: int, viewer: Viewer) -> Conversation | None:
    """A conversation this viewer takes part in now; nobody else's, whatever their rank."""
    return Conversation.objects.filter(id=conversation_id, id__in=_of(viewer)).first()


def _of(viewer: Viewer) -> QuerySet[Participant, int]:
    mine = Participant.objects.filter(fan=viewer.fan_id or 0, left_at=None)
    return mine.values_list("conversation_id", flat=True)


def _reaching(viewer: Viewer) -> QuerySet[Message]:
    """Messages in the viewer's conversations that are not hidden and not by somebody they ignore."""
    deaf_to = ignored_by(viewer.fan_id)
    rows = Message.objects.exclude(author__in=deaf_to) if deaf_to else Message.objects.all()
    return rows.exclude(id__in=hidden_ids(MESSAGE))


def talks(viewer: Viewer, *, limit: int = 40, offset: int = 0) -> list[Talk]:
    """The viewer's conversations, the newest word first. Seven queries, whatever there is."""
    rows = list(
        Conversation.objects.filter(id__in=_of(viewer)).order_by("-last_at", "-id")[offset : offset + limit]
    )
    ids = [row.id for row in rows]
    reaching = _reaching(viewer).filter(conversation__in=ids).select_related("author")
    newest = reaching.order_by("conversation", "-id").distinct("conversation")
    last = {message.conversation_id: message for message in newest}
    people, unread = _people(ids), _unread(viewer, ids)
    return [
        _talk(row, last.get(row.id), people=people[row.id], unread=unread.get(row.id, 0), viewer=viewer)
        for row in rows
    ]


def _talk(
    row: Conversation,
    last: Message | None,
    *,
    people: Sequence[Person],
    unread: int,
    viewer: Viewer,
) -> Talk:
    others = tuple(one.name for one in people if one.fan_id != viewer.fan_id and not one.has_left)
    excerpt, by = (plain(last.words, length=120), _name(last.author)) if last else ("", "")
    return Talk(
        row, row.subject or gettext("Taken back by its author"), others, excerpt, by, row.last_at, unread
    )


def _name(fan: Fan) -> str:
    return fan.shown_name if fan.is_active else gettext("someone who left")


def _unread(viewer: Viewer, ids: Iterable[int]) -> dict[int, int]:
    marks = dict(
        Participant.objects.filter(fan=viewer.fan_id or 0, conversation__in=list(ids)).values_list(
            "conversation_id", "read_to"
        )
    )
    fresh = _reaching(viewer).filter(conversation__in=marks).exclude(author=viewer.fan_id)
    if not marks:
        return {}
    wanted = Q()
    for conversation_id, mark in marks.items():
        wanted |= Q(conversation=conversation_id, id__gt=mark)
    found: dict[int, int] = {}
    for conversation_id in fresh.filter(wanted).values_list("conversation_id", flat=True):
        found[conversation_id] = found.get(conversation_id, 0) + 1
    return found


_BEHIND = """
SELECT EXISTS (SELECT 1 FROM conversations_participant p JOIN conversations_conversation c ON c.id = p.conversation_id
               WHERE p.fan_id = %s AND p.left_at IS NULL AND c.last_id > p.read_to)
"""
"""Asked for every page somebody reads, so it is asked plainly."""


def unread_count(viewer: Viewer) -> int:
    """Conversations with something new for the viewer. At most three quick queries; none for nobody."""
    if viewer.fan_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [viewer.fan_id])
        if not cursor.fetchone()[0]:
            return 0
    behind = Participant.objects.filter(
        fan=viewer.fan_id, left_at=None, conversation__last_id__gt=F("read_to")
    )
    fresh = _reaching(viewer).filter(conversation=OuterRef("conversation"), id__gt=OuterRef("read_to"))
    return behind.filter(Exists(fresh.exclude(author=viewer.fan_id))).count()


def people_of(row: Conversation) -> list[Person]:
    """Who takes part, and who did."""
    return _people([row.id])[row.id]


def _people(ids: Collection[int]) -> dict[int, list[Person]]:
    rows = (
        Participant.objects.filter(conversation__in=ids).select_related("fan").order_by("conversation", "id")
    )
    titles = {one.fan_id: one.title or gettext("maker") for one in team.members()}
    found: dict[int, list[Person]] = {conversation_id: [] for conversation_id in ids}
    for row in rows:
        name = _name(row.fan)
        found[row.conversation_id].append(
            Person(row.fan_id, name, titles.get(row.fan_id, ""), row.left_at is not None)
        )
    return found


def messages(
    row: Conversation, *, viewer: Viewer, after: int = 0, before: int | None = None, size: int = 50
) -> list[Said]:
    """Messages in the order they were said: the newest `size` after one and before another."""
    rows = Message.objects.filter(conversation=row, id__gt=after).select_related("author").order_by("-id")
    rows = rows.filter(id__lt=before) if before else rows
    return _said(list(rows[:size])[::-1], viewer)


def _said(rows: Sequence[Message], viewer: Viewer) -> list[Said]:
    titles = {one.fan_id: one.title or gettext("maker") for one in team.members()}
    deaf_to, hidden = ignored_by(viewer.fan_id), hidden_ids(MESSAGE)
    return [
        Said(
            row.id, "" if row.id in hidden or row.author_id in deaf_to else row.words,
            _name(row.author),
            titles.get(row.author_id, ""), row.at, row.author_id == viewer.fan_id, row.id in hidden,
            row.author_id in deaf_to,
        )
        for row in rows
    ]  # fmt: skip


def may_start(viewer: Viewer) -> bool:
    """Whether this viewer may start a conversation at all."""
    return viewer.fan_id is not None and (viewer.is_staff or level_of(viewer.fan_id) >= LEVEL)


def ignored_by(fan_id: int | None) -> set[int]:
    """Whom this person ignores now."""
    return set(Ignoring.objects.filter(fan=fan_id or 0, ended_at=None).values_list("ignored_id", flat=True))


def who_ignore(fan_id: int, *, among: Iterable[int]) -> set[int]:
    """Who of these ignores this person now."""
    rows = Ignoring.objects.filter(ignored=fan_id, fan__in=list(among), ended_at=None)
    return set(rows.values_list("fan_id", flat=True))


def participant_of(participant_id: int, viewer: Viewer) -> Participant | None:
    """The viewer's own place in a conversation."""
    return Participant.objects.filter(id=participant_id, fan=viewer.fan_id or 0, left_at=None).first()


@trail.describes(CONVERSATION, label=lambda count: ngettext("conversation", "conversations", count))
def describe_conversations(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    rows = Conversation.objects.filter(id__in=ids)
    rows = rows if viewer.is_system else rows.filter(id__in=_of(viewer))
    return {
        row.id: trail.Card(f"{CONVERSATION}:{row.id}", gettext("conversation"), row.subject, "", row.at)
        for row in rows
    }


@trail.describes(PARTICIPANT, label=lambda count: ngettext("conversation", "conversations", count))
def describe_participants(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    rows = Participant.objects.filter(id__in=ids).select_related("conversation")
    rows = rows if viewer.is_system else rows.filter(fan=viewer.fan_id or 0, left_at=None)
    return {
        row.id: trail.Card(
            f"{PARTICIPANT}:{row.id}", gettext("conversation"), row.conversation.subject, "", row.joined_at
        )
        for row in rows
    }


@subject(MESSAGE)
def _subjects(ids: set[int]) -> dict[int, Subject]:
    """Only who is in a conversation may report a message of it."""
    rows = list(Message.objects.filter(id__in=ids))
    inside: dict[int, set[int]] = {}
    seats = Participant.objects.filter(conversation__in={row.conversation_id for row in rows}, left_at=None)
    for conversation, fan in seats.values_list("conversation", "fan"):
        inside.setdefault(conversation, set()).add(fan)
    return {
        row.id: Subject(
            row.author_id, row.words, at=row.at, readers=frozenset(inside.get(row.conversation_id, ()))
        )
        for row in rows
    }


def message_seen_by(message_id: int, viewer: Viewer) -> Message | None:
    """A message in a conversation of the viewer's, as when they report it."""
    return Message.objects.filter(id=message_id, conversation__in=_of(viewer)).first()


def _export(fan_id: int) -> list[dict[str, Any]]:
    rows = Message.objects.filter(author=fan_id).order_by("id")
    said = rows.values_list("id", "conversation_id", "conversation__subject", "words", "at")
    return [
        {"id": id_, "conversation": talk, "subject": title, "words": words, "at": at.isoformat()}
        for id_, talk, title, words, at in said
    ]


fans.register_export("messages", _export)
