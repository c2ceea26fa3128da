"""Raising, backing and answering voices."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.search import index as search
from fanloop.listening.community.queries import Topic
from fanloop.listening.voices.actions.ranking import rank_needs
from fanloop.listening.voices.facts import VoiceAnswered, VoiceBacked, VoiceRaised
from fanloop.listening.voices.models import Answer, Backing, Merge, Voice
from fanloop.listening.voices.rules.kinds import Kind, Source
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.things.products.queries import Area, Line


@transaction.atomic
def raise_voice(
    *, kind: Kind, title: str, words: str, fan: Fan | None, at: datetime, line: Line | None = None,
    area: Area | None = None, language: str = "en", source: Source = "site", topic: Topic | None = None,
) -> Voice:  # fmt: skip
    """Hear somebody: the ring of fifteen minutes begins to run. Raises Refused for silence."""
    words = words.replace("\0", "").strip()
    title = title.replace("\0", "").strip() or _first_words(words)
    if not title:
        raise Refused(_("Say something first: one sentence is enough."))
    voice = Voice.objects.create(
        kind=kind, title=title[:300], words=words, fan=fan, line=line or (area.line if area else None), area=area,
        language=language, source=source, topic=ref(topic) if topic else "", at=at,
    )  # fmt: skip
    if topic:
        trail.because(ref(voice), {ref(topic): None}, at=at)
    search.index([entry(voice)])
    _remember(fan, "voice", ref(voice), at)
    bus.publish(VoiceRaised(voice=ref(voice), kind=kind), at=at)
    live.announce("voices", str(voice.id))
    return voice


def _first_words(words: str) -> str:
    """A title out of the first sentence, for people who write in one box."""
    first = words.splitlines()[0] if words else ""
    for stop in (". ", "! ", "? ", "。", "！", "？"):
        first = first.partition(stop)[0] + (stop.strip() if stop in first and stop in "! ? ！？" else "")
    return first.strip()[:160]


def entry(voice: Voice) -> search.Entry:
    return search.Entry(ref(voice), voice.language, voice.title, voice.words, voice.at)


def _remember(fan: Fan | None, kind: str, about: str, at: datetime) -> None:
    if fan:
        fans.record_deeds([fans.NewDeed(fan_id=fan.id, day=at.date(), kind=kind, ref=about)], at=at)


@transaction.atomic
def back_voice(*, voice: Voice, fan: Fan, at: datetime, words: str = "", reply: str = "") -> Backing:
    """Say "me too". Saying it again changes only the words. Raises Refused for one's own voice."""
    if voice.fan_id == fan.id:
        raise Refused(_("This is your own voice; it counts already."))
    backing, is_new = Backing.objects.get_or_create(
        voice=voice,
        fan=fan,
        withdrawn_at=None,
        source_key=None,
        defaults={"words": words, "reply": reply, "at": at},
    )
    if not is_new and words:
        Backing.objects.filter(id=backing.id).update(words=words)
    if is_new:
        _rerank(voice, at)
        _remember(fan, "backing", ref(voice), at)
        bus.publish(VoiceBacked(voice=ref(voice)), at=at)
        live.announce(ref(voice))
    return backing


@transaction.atomic
def withdraw_backing(*, voice: Voice, fan: Fan, at: datetime) -> None:
    if Backing.objects.filter(voice=voice, fan=fan, withdrawn_at=None).update(withdrawn_at=at):
        _rerank(voice, at)
        live.announce(ref(voice))


def _rerank(voice: Voice, at: datetime) -> None:
    ids = list(Merge.objects.filter(voice=voice, undone_at=None).values_list("need_id", flat=True))
    if ids:
        rank_needs(at=at, need_ids=ids)


@transaction.atomic
def answer_voice(*, voice: Voice, by: Member, words: str, at: datetime) -> Answer:
    """The first answer stops the ring. Of two people at once the first one wins; the other is refused."""
    words = words.replace("\0", "").strip()
    if not words:
        raise Refused(_("Say something first: an empty answer is none."))
    answer, is_first = Answer.objects.get_or_create(
        voice=voice, defaults={"member": by, "words": words, "at": at}
    )
    if not is_first:
        raise Refused(_("Somebody was quicker: this voice has its first answer."))
    if voice.fan_id:
        data = {"title": voice.title, "by": by.name, "words": words[:300]}
        key = f"answered:{voice.id}"
        fans.notify([voice.fan_id], kind="voice_answered", data=data, about=ref(voice), at=at, key_prefix=key)
    seconds = max(0, int((at - voice.at).total_seconds()))
    bus.publish(VoiceAnswered(voice=ref(voice), seconds=seconds), at=at)
    live.announce("voices", str(voice.id))
    return answer
