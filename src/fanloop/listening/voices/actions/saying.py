"""Raising, backing and answering voices."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.files import StoredFile
from fanloop.foundation.refs import ref
from fanloop.foundation.search import index as search
from fanloop.listening.community import actions as community
from fanloop.listening.community.queries import Topic
from fanloop.listening.moderation import queries as moderation
from fanloop.listening.voices.actions.ranking import rank_needs
from fanloop.listening.voices.facts import VoiceAnswered, VoiceBacked, VoiceRaised
from fanloop.listening.voices.models import Answer, Backing, Board, Merge, Voice, VoiceDetail
from fanloop.listening.voices.queries.boards import may_enter
from fanloop.listening.voices.rules.kinds import Detail, Kind, Source
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.people.terms import queries as terms
from fanloop.things.products.queries import Area, Line

NOTHING = Detail()


@transaction.atomic
def raise_voice(
    *, kind: Kind, title: str, words: str, fan: Fan | None, at: datetime, line: Line | None = None,
    area: Area | None = None, language: str = "en", source: Source = "site", topic: Topic | None = None,
    detail: Detail = NOTHING, files: Sequence[StoredFile] = (), board: Board | None = None,
) -> Voice:  # fmt: skip
    """Hear somebody: the ring of fifteen minutes begins to run. Raises Refused for silence or a board shut to the fan."""
    words = clean(words)
    title = clean(title) or first_words(words)
    if not title:
        raise Refused(_("Say something first: one sentence is enough."))
    if board is not None and fan is not None and not may_enter(board.id, team.viewer_of(fan.id)):
        raise Refused(_("This board is not open to everybody."))
    voice = Voice.objects.create(
        kind=kind, title=title[:300], words=words, fan=fan, line=line or (area.line if area else None), area=area,
        language=language, source=source, topic=ref(topic) if topic else "", board=board, at=at,
        terms_id=terms.agreed_version(fan.id) if fan else None,
    )  # fmt: skip
    _keep_detail(voice, detail)
    for file in files:
        community.attach(to=ref(voice), file=file, by=fan, at=at)
    if topic:
        trail.because(ref(voice), {ref(topic): None}, at=at)
    search.index([entry(voice)])
    _remember(fan, "voice", ref(voice), at)
    bus.publish(VoiceRaised(voice=ref(voice), kind=kind), at=at)
    live.announce("voices", str(voice.id))
    return voice


def clean(text: str) -> str:
    return text.replace("\0", "").strip()


def _keep_detail(voice: Voice, detail: Detail) -> None:
    if detail.is_empty:
        return
    VoiceDetail.objects.create(
        voice=voice, line_id=detail.line_id, variant=clean(detail.variant)[:120], build=clean(detail.build)[:60],
        steps=clean(detail.steps), expected=clean(detail.expected), got=clean(detail.got),
    )  # fmt: skip


def first_words(words: str) -> str:
    """A title out of the first sentence, for people who write in one box."""
    first = words.splitlines()[0] if words else ""
    for stop in (". ", "! ", "? ", "。", "！", "？"):
        first = first.partition(stop)[0] + (stop.strip() if stop in first and stop in "! ? ！？" else "")
    return first.strip()[:160]


def entry(voice: Voice) -> search.Entry:
    audience = voice.board.audience if voice.board else "public"
    labels = labels_of(voice.line_id, voice.area_id, [voice.fan_id])
    return search.Entry(ref(voice), voice.language, voice.title, voice.words, voice.at, audience, labels)


def labels_of(line_id: int | None, area_id: int | None, fan_ids: Iterable[int | None]) -> list[str]:
    """What is said may be narrowed by its line, its area and who said it."""
    places = {"products.line": line_id, "products.area": area_id}
    named = [f"{kind}:{number}" for kind, number in places.items() if number]
    return [*named, *(f"fans.fan:{fan_id}" for fan_id in sorted({one for one in fan_ids if one}))]


def _remember(fan: Fan | None, kind: str, about: str, at: datetime) -> None:
    if fan:
        fans.record_deeds([fans.NewDeed(fan_id=fan.id, day=at.date(), kind=kind, ref=about)], at=at)


@transaction.atomic
def back_voice(
    *, voice: Voice, fan: Fan, at: datetime, words: str = "", reply: str = "", detail: Detail = NOTHING
) -> Backing:
    """Say "me too", in own words and with one's own device. Saying it again changes what is said anew.

    Raises Refused for one's own voice and for a board shut to the fan.
    """
    if voice.fan_id == fan.id:
        raise Refused(_("This is your own voice; it counts already."))
    if voice.board_id is not None and not may_enter(voice.board_id, team.viewer_of(fan.id)):
        raise Refused(_("This board is not open to everybody."))
    if not moderation.may_vote(fan.id, at=at):
        raise Refused(
            _("You are suspended and cannot join in now. Why, and how to appeal: see your standing.")
        )
    new = {
        "words": clean(words), "line_id": detail.line_id, "variant": clean(detail.variant)[:120],
        "build": clean(detail.build)[:60],
    }  # fmt: skip
    backing, is_new = Backing.objects.get_or_create(
        voice=voice, fan=fan, withdrawn_at=None, source_key=None,
        defaults={**new, "reply": reply, "at": at, "terms_id": terms.agreed_version(fan.id)},
    )  # fmt: skip
    if is_new:
        _rerank(voice, at)
        _remember(fan, "backing", ref(voice), at)
        bus.publish(VoiceBacked(voice=ref(voice)), at=at)
        live.announce(ref(voice))
    elif said := {name: value for name, value in new.items() if value}:
        Backing.objects.filter(id=backing.id).update(**said)
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
