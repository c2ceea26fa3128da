"""Every write of conversations."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.foundation.search import again
from fanloop.foundation.search import index as search
from fanloop.listening.conversations.facts import ConversationLeft, ConversationStarted, MessageSent
from fanloop.listening.conversations.models import Conversation, Ignoring, Message, Participant
from fanloop.listening.conversations.queries import CONVERSATION, MESSAGE, PARTICIPANT, who_ignore
from fanloop.listening.conversations.rules.opening import LEVEL, LONGEST, MOST_PEOPLE, problem_with
from fanloop.listening.conversations.rules.refusals import Refused
from fanloop.listening.moderation.queries import hidden_ids
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.queries import level_of
from fanloop.people.team.queries import member_of

__all__ = [
    "Refused",
    "end_ignoring",
    "forget_words",
    "ignore",
    "index_conversation",
    "leave",
    "read_to",
    "refresh_message",
    "send",
    "start",
]


@transaction.atomic
def start(*, by: Fan, to: Iterable[Fan], subject: str, words: str, at: datetime) -> Conversation:
    """Start a conversation with its first message. Raises Refused for too many people, too low a level, or
    somebody who cannot be reached.
    """
    people = {fan.id: fan for fan in to if fan.is_active}
    people.pop(by.id, None)
    _check_opening(by, set(people))
    title, said = _said(subject, _("Give it a subject, so that it can be found again.")), _words(words)
    row = Conversation.objects.create(subject=title[:200], opened_by=by, at=at, last_at=at)
    Participant.objects.bulk_create(
        [Participant(conversation=row, fan_id=fan_id, joined_at=at) for fan_id in sorted({by.id, *people})]
    )
    bus.publish(ConversationStarted(conversation=ref(row)), at=at)
    _write(row, by, said, at)
    return row


def _check_opening(by: Fan, others: set[int]) -> None:
    problem = problem_with(
        starter=by.id, others=others, level=level_of(by.id), is_member=member_of(by.id) is not None,
        unreachable=who_ignore(by.id, among=others),
    )  # fmt: skip
    if problem:
        raise Refused(_PROBLEMS[problem]())


_PROBLEMS = {
    "nobody": lambda: _("Say whom you write to."),
    "crowd": lambda: _("At most %(count)s people take part in a conversation. Start a topic for more.") % {"count": MOST_PEOPLE},
    "level": lambda: _("From level %(level)s on you can start conversations. Read around a little first; it takes ten minutes.") % {"level": LEVEL},
    "unreachable": lambda: _("One of these people cannot be reached by a message."),
}  # fmt: skip


@transaction.atomic
def send(*, conversation: Conversation, by: Fan, words: str, at: datetime) -> Message:
    """Say something in a conversation one takes part in. Raises Refused for anybody else, or for no words."""
    row = Conversation.objects.select_for_update(no_key=True).get(id=conversation.id)
    if not Participant.objects.filter(conversation=row, fan=by, left_at=None).exists():
        raise Refused(_("You do not take part in this conversation."))
    return _write(row, by, _words(words), at)


def _write(row: Conversation, by: Fan, said: str, at: datetime) -> Message:
    message = Message.objects.create(conversation=row, author=by, words=said, at=at)
    row.last_id, row.last_at = message.id, at
    row.save(update_fields=["last_id", "last_at"])
    Participant.objects.filter(conversation=row, fan=by).update(read_to=message.id)
    bus.publish(MessageSent(conversation=ref(row), message=ref(message)), at=at)
    _tell(row, by, at)
    return message


def _tell(row: Conversation, by: Fan, at: datetime) -> None:
    """One line in the inbox until it is read, however much is said meanwhile; nobody hears of whom they ignore."""
    others = Participant.objects.filter(conversation=row, left_at=None).exclude(fan=by)
    deaf = who_ignore(by.id, among=others.values_list("fan_id", flat=True))
    hearing = list(others.exclude(fan__in=deaf).values_list("fan_id", flat=True))
    fans.notify(
        hearing, kind="message", data={"by": by.shown_name, "subject": row.subject}, about=ref(row), at=at,
        bundle=f"message:{row.id}",
    )  # fmt: skip
    for fan_id in hearing:
        live.announce(f"~conversations.of/{fan_id}", str(row.id))
    live.announce(f"~{ref(row)}", str(row.last_id))


def _words(words: str) -> str:
    said = _said(words, _("Say something first: the words cannot be empty."))
    if len(said) > LONGEST:
        raise Refused(_("A message has at most %(count)s characters.") % {"count": LONGEST})
    return said


def _said(text: str, otherwise: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused(otherwise)
    return text


@transaction.atomic
def read_to(*, conversation: Conversation, fan: Fan, message_id: int, at: datetime) -> None:
    """How far this person has read; never backwards. The line in the inbox is read with it."""
    moved = Participant.objects.filter(conversation=conversation, fan=fan, read_to__lt=message_id)
    if moved.update(read_to=min(message_id, conversation.last_id)):
        fans.read_about(fan_id=fan.id, about=ref(conversation), at=at)


@transaction.atomic
def leave(*, conversation: Conversation, fan: Fan, at: datetime) -> None:
    """Hear no more of it, and find it no more. What was said stays with the others."""
    mine = Participant.objects.filter(conversation=conversation, fan=fan, left_at=None)
    marks = [f"{PARTICIPANT}:{row_id}" for row_id in mine.values_list("id", flat=True)]
    if mine.update(left_at=at):
        search.forget(marks)
        bus.publish(ConversationLeft(conversation=ref(conversation), fan=ref(fan)), at=at)
        live.announce(f"~{ref(conversation)}")


@transaction.atomic
def ignore(*, fan: Fan, ignored: Fan, at: datetime) -> None:
    """Their messages do not reach me any more. Ignoring twice is once. Raises Refused for oneself."""
    if fan.id == ignored.id:
        raise Refused(_("Nobody can ignore themselves."))
    Ignoring.objects.bulk_create([Ignoring(fan=fan, ignored=ignored, at=at)], ignore_conflicts=True)


@transaction.atomic
def end_ignoring(*, fan: Fan, ignored: Fan, at: datetime) -> None:
    """They may write to me again; what they wrote meanwhile is shown."""
    Ignoring.objects.filter(fan=fan, ignored=ignored, ended_at=None).update(ended_at=at)


@transaction.atomic
def refresh_message(*, message_id: int, at: datetime) -> None:
    """A message was hidden or shown again by a moderator, who saw it because somebody reported it."""
    row = Message.objects.filter(id=message_id).first()
    if row is not None:
        index_conversation(conversation_id=row.conversation_id, at=at)
        live.announce(f"~{CONVERSATION}:{row.conversation_id}")


@transaction.atomic
def forget_words(*, fan_id: int, at: datetime) -> int:
    """Blank what an erased fan wrote and the subjects they gave; they take part no more and ignore nobody."""
    touched = set(Message.objects.filter(author=fan_id).values_list("conversation_id", flat=True))
    count = Message.objects.filter(author=fan_id).update(words="")
    Conversation.objects.filter(opened_by=fan_id).update(subject="")
    mine = Participant.objects.filter(fan=fan_id)
    search.forget([f"{PARTICIPANT}:{row_id}" for row_id in mine.values_list("id", flat=True)])
    mine.filter(left_at=None).update(left_at=at)
    Ignoring.objects.filter(fan=fan_id).delete()
    Ignoring.objects.filter(ignored=fan_id).delete()
    for conversation_id in sorted(touched):
        index_conversation(conversation_id=conversation_id, at=at)
    return count


@transaction.atomic
def index_conversation(*, conversation_id: int, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Write the conversation into the search, once for each who takes part and found by nobody else."""
    row = Conversation.objects.get(id=conversation_id)
    here = Participant.objects.filter(conversation=row, left_at=None).select_related("fan")
    messages = Message.objects.filter(conversation=row).exclude(id__in=hidden_ids(MESSAGE)).order_by("-id")
    said = "\n".join(list(messages.values_list("words", flat=True)[:1_000])[::-1])
    search.index(
        search.Entry(
            ref=f"{PARTICIPANT}:{one.id}", language=one.fan.language, title=row.subject, words=said, at=row.last_at,
            audience=f"fan:{one.fan_id}",
        )
        for one in here
    )  # fmt: skip


@again.everything(PARTICIPANT)
def find_everything() -> int:
    """Every conversation, once for each who takes part."""
    rows = list(Conversation.objects.order_by("id").values_list("id", "last_at"))
    for conversation_id, at in rows:
        index_conversation(conversation_id=conversation_id, at=at)
    return len(rows)
