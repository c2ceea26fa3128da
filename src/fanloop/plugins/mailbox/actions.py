"""What becomes of a letter. Only what is certain becomes somebody's word; the rest waits for a person at the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fanloop.foundation import files, uploads
from fanloop.foundation.refs import parse, ref
from fanloop.foundation.stamps import read_stamp
from fanloop.foundation.viewer import Viewer
from fanloop.listening.community import actions as community
from fanloop.listening.community import queries as talk
from fanloop.listening.conversations import actions as conversations
from fanloop.listening.conversations import queries as private
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.moderation.rules.refusals import Refused as Moderated
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as heard
from fanloop.listening.voices.rules import kinds
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.team import queries as team
from fanloop.plugins.mailbox.letter import File, Incoming, passed, read
from fanloop.plugins.mailbox.models import Arrival

REFUSALS = (community.Refused, voices.Refused, conversations.Refused, Moderated)


class Nowhere(ValueError):
    """A letter about something that its sender may not see, or that nobody can answer."""


@dataclass(frozen=True)
class Sender:
    """Who wrote, as far as it is certain, and what the reply address says they answer."""

    fan: Fan | None
    about: str
    is_certain: bool


def receive(*, raw: bytes, at: datetime) -> Arrival:
    """Take a letter in, once: the same Message-ID again changes nothing and returns what it became."""
    letter = read(raw)
    known = Arrival.objects.filter(message=letter.message_id).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return _taken(letter, at)
    except IntegrityError:
        return Arrival.objects.get(message=letter.message_id)


def _taken(letter: Incoming, at: datetime) -> Arrival:
    sender = _sender(letter)
    row = Arrival.objects.create(
        message=letter.message_id, fan=sender.fan, sender=letter.sender[:320], to=", ".join(letter.recipients)[:320],
        subject=letter.subject, words=letter.words, outcome=Arrival.WAITS, at=at,
    )  # fmt: skip
    if letter.is_automatic:
        row.outcome = Arrival.MACHINE
    elif not letter.words and not letter.subject:
        row.outcome, row.why = Arrival.REFUSED, _("There are no words in it.")
    elif sender.fan is None or not sender.is_certain:
        row.why = _("Nobody vouches for its sender.")
    else:
        _became(row, sender.fan, sender.about, letter.files, at)
    row.save()
    return row


def _sender(letter: Incoming) -> Sender:
    """By the stamp of the reply address, if it was made for this sender; else by their e-mail address."""
    stamps = [stamp for stamp in map(read_stamp, letter.recipients) if stamp]
    by_address = fans.fan_by_email(letter.sender)
    if stamps:
        fan_id, about = stamps[0]
        return Sender(by_address, about, is_certain=by_address is not None and by_address.pk == fan_id)
    certain = passed(letter.verdicts, settings.MAIL_SERVER, letter.sender)
    return Sender(by_address, "", is_certain=certain and by_address is not None)


@dataclass(frozen=True)
class Wish:
    """What a letter asks for: the outcome it would have, the kind of act the gate is asked about, and the write itself."""

    outcome: str
    act: str
    write: Callable[[], Model]


def _became(row: Arrival, fan: Fan, about: str, came: tuple[File, ...], at: datetime) -> None:
    """Do what the letter asks for, in a savepoint: a refusal leaves the letter and its reason, and nothing else."""
    try:
        with transaction.atomic():
            wish = _wish(row, fan, about, came, at)
            made, _screening = moderation.screened(
                by=fan, text=row.words, act=wish.act, write=wish.write, language=fan.language, at=at
            )
            row.outcome, row.became = wish.outcome, ref(made)
    except (*REFUSALS, Nowhere) as problem:
        row.outcome, row.why = Arrival.REFUSED, str(problem)[:300]


def _wish(row: Arrival, fan: Fan, about: str, came: tuple[File, ...], at: datetime) -> Wish:
    words = row.words or row.subject
    kind = parse(about).kind if about else ""
    if kind == "conversations.conversation":
        return _message(parse(about).id, fan, words, at)
    if kind in {talk.TOPIC, talk.REPLY}:
        return _reply(about, fan, words, came, at)
    if kind.startswith("voices."):
        return _comment(about, fan, words, came, at)
    return Wish(Arrival.VOICE, "voice", lambda: _voice(row, fan, at))


def _message(conversation_id: int, fan: Fan, words: str, at: datetime) -> Wish:
    row = private.conversation(conversation_id, Viewer(fan_id=fan.pk))
    if row is None:
        raise Nowhere(_("Its sender does not take part in that conversation."))
    return Wish(
        Arrival.MESSAGE, "message", lambda: conversations.send(conversation=row, by=fan, words=words, at=at)
    )


def _reply(about: str, fan: Fan, words: str, came: tuple[File, ...], at: datetime) -> Wish:
    kind, number = parse(about).kind, parse(about).id
    parent = talk.reply(number) if kind == talk.REPLY else None
    topic = talk.topic(parent.topic_id if parent else number, team.viewer_of(fan.pk))
    if topic is None:
        raise Nowhere(_("There is no such topic for its sender."))
    kept = _files(came, at)
    return Wish(
        Arrival.REPLY, "reply",
        lambda: community.reply(topic=topic, author=fan, body=words, parent=parent, files=kept, at=at),
    )  # fmt: skip


def _comment(about: str, fan: Fan, words: str, came: tuple[File, ...], at: datetime) -> Wish:
    """A word about a voice or a need: the maker's first answer, or a reply in the topic about it, opened if there is none."""
    viewer, number = team.viewer_of(fan.pk), parse(about).id
    if parse(about).kind == "voices.voice":
        row = heard.voice(number, viewer)
        if row is None:
            raise Nowhere(_("There is no such voice for its sender."))
        member = team.member_of(fan.pk)
        if member and not row.answer:
            return Wish(
                Arrival.REPLY, "reply",
                lambda: voices.answer_voice(voice=row.voice, by=member, words=words, at=at).voice,
            )  # fmt: skip
        if row.voice.topic:
            return _reply(row.voice.topic, fan, words, came, at)
    elif not heard.needs_by_ids([number], viewer):
        raise Nowhere(_("There is no such need for its sender."))
    topic = talk.topic_about(about, viewer)
    return _reply(ref(topic), fan, words, came, at) if topic else _first_comment(about, fan, words, came, at)


def _first_comment(about: str, fan: Fan, words: str, came: tuple[File, ...], at: datetime) -> Wish:
    spaces = talk.spaces()
    if not spaces:
        raise Nowhere(_("There is no space to talk in yet."))
    kept, title = _files(came, at), words.splitlines()[0][:120]
    return Wish(
        Arrival.REPLY, "topic",
        lambda: community.start_topic(
            space=spaces[0].space, author=fan, title=title, body=words, about=about, language=fan.language, files=kept, at=at,
        ),
    )  # fmt: skip


def _voice(row: Arrival, fan: Fan | None, at: datetime) -> heard.Voice:
    """A new letter is a voice; its kind is in the address it went to, such as bugs@ or ideas@."""
    local = row.to.partition("@")[0].partition("+")[0].rstrip("s")
    language = fan.language if fan else get_language() or "en"
    return voices.raise_voice(
        kind=kinds.guess(local),
        title=row.subject,
        words=row.words,
        fan=fan,
        language=language,
        source="email",
        at=at,
    )


def _files(came: tuple[File, ...], at: datetime) -> list[files.StoredFile]:
    """What may be kept of what came along; the rest stays outside, as logos and signatures mostly should."""
    kept = []
    for one in came[:10]:
        try:
            upload = uploads.accepted(one.data, one.name)
        except uploads.Unacceptable:
            continue
        kept.append(files.keep(upload.data, name=upload.name, content_type=upload.content_type, at=at))
    return kept


@transaction.atomic
def let_in(*, arrival: Arrival, at: datetime) -> Arrival:
    """A person at the desk has read it: it becomes a voice without a name, because nobody is certain whose it is."""
    row = Arrival.objects.select_for_update().get(id=arrival.id)
    if row.outcome == Arrival.WAITS:
        row.outcome, row.became = Arrival.VOICE, ref(_voice(row, None, at))
        row.save(update_fields=["outcome", "became"])
    return row


@transaction.atomic
def leave(*, arrival: Arrival, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """It stays where it is and becomes nothing."""
    Arrival.objects.filter(id=arrival.id, outcome=Arrival.WAITS).update(outcome=Arrival.LEFT)


def forget(*, fan_id: int, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Blank what an erased fan wrote to us."""
    Arrival.objects.filter(fan=fan_id).update(sender="", to="", subject="", words="", fan=None)
