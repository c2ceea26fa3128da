"""Taking over voices in sets: one transaction and one fact a batch; a second run changes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.text import slugify

from fanloop.foundation import bus, trail
from fanloop.foundation.search import index as search
from fanloop.listening.voices.actions.gathering import entries
from fanloop.listening.voices.actions.ranking import rank_needs
from fanloop.listening.voices.actions.standing import enter, of_kind
from fanloop.listening.voices.facts import VoicesImported
from fanloop.listening.voices.models import Backing, Closure, Joining, Merge, Need, NeedStatus, Voice
from fanloop.listening.voices.queries.saying import ids_by_key
from fanloop.listening.voices.rules.grouping import grouped
from fanloop.listening.voices.rules.kinds import Kind, Source
from fanloop.listening.voices.rules.titles import clearest


@dataclass(frozen=True)
class NewVoice:
    """A voice as an import names it; `topic` is the reference of the topic it came from."""

    source_key: str
    kind: Kind
    title: str
    words: str
    at: datetime
    fan_id: int | None = None
    line_id: int | None = None
    area_id: int | None = None
    topic: str = ""
    guessed: bool = True
    language: str = "en"
    source: Source = "import"


@dataclass(frozen=True)
class NewBacking:
    """A supporting voice as an import names it; `reply` is the reference of the reply it came from."""

    source_key: str
    voice_id: int
    at: datetime
    fan_id: int | None = None
    words: str = ""
    reply: str = ""


@dataclass(frozen=True)
class NewEnd:
    """How a need ended elsewhere: `shipped` or `declined`, with the words said there."""

    need_id: int
    outcome: Literal["shipped", "declined"]
    because: str
    at: datetime


@transaction.atomic
def import_voices(*, voices: Sequence[NewVoice], at: datetime) -> dict[str, int]:
    """Take over voices with their arrows from topics; every given source key with its row's id.

    A voice from a topic is found by its topic and its need; only those without a topic are indexed themselves.
    """
    keys = [new.source_key for new in voices]
    known = set(Voice.objects.filter(source_key__in=keys).values_list("source_key", flat=True))
    fresh = [new for new in voices if new.source_key not in known]
    Voice.objects.bulk_create([_voice(new) for new in fresh], ignore_conflicts=True, batch_size=2_000)
    ids = ids_by_key(keys)
    if fresh:
        trail.because_all(
            (trail.Arrow(f"voices.voice:{ids[new.source_key]}", new.topic) for new in fresh if new.topic),
            at=at,
        )
        search.index(
            search.Entry(f"voices.voice:{ids[new.source_key]}", new.language, new.title, new.words, new.at)
            for new in fresh
            if not new.topic
        )
        bus.publish(VoicesImported(voices=len(fresh)), at=at)
    return ids


def _voice(new: NewVoice) -> Voice:
    return Voice(
        kind=new.kind, guessed=new.guessed, title=new.title.replace("\0", "")[:300],
        words=new.words.replace("\0", ""), language=new.language, fan_id=new.fan_id, line_id=new.line_id,
        area_id=new.area_id, topic=new.topic, source=new.source, at=new.at, source_key=new.source_key,
    )  # fmt: skip


@transaction.atomic
def import_backings(*, backings: Sequence[NewBacking], at: datetime) -> int:
    """Take over supporting voices; returns how many are new. Needs they count in are ranked again."""
    before = Backing.objects.filter(source_key__in=[new.source_key for new in backings]).count()
    rows = [
        Backing(
            voice_id=new.voice_id, fan_id=new.fan_id, words=new.words.replace("\0", ""), reply=new.reply, at=new.at,
            source_key=new.source_key,
        )
        for new in backings
    ]  # fmt: skip
    Backing.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    fresh = Backing.objects.filter(source_key__in=[new.source_key for new in backings]).count() - before
    if fresh:
        touched = Merge.objects.filter(voice__in={new.voice_id for new in backings}, undone_at=None)
        rank_needs(at=at, need_ids=set(touched.values_list("need_id", flat=True)))
        bus.publish(VoicesImported(backings=fresh), at=at)
    return fresh


@transaction.atomic
def needs_from_voices(
    *, voice_ids: Iterable[int], at: datetime, same: Iterable[tuple[int, int]] = ()
) -> dict[int, int]:
    """One need for each group of voices that `same` links, marked as guessed, under the clearest title. Voice id → need id.

    A voice that counts in a need already stays there, so a second run changes nothing.
    """
    wanted = list(voice_ids)
    merged = dict(Merge.objects.filter(voice__in=wanted, undone_at=None).values_list("voice_id", "need_id"))
    groups = grouped((voice for voice in wanted if voice not in merged), same)
    voices = Voice.objects.in_bulk([voice for group in groups for voice in group])
    keys = {f"voice:{group[0]}": group for group in groups}
    needs = [_need([voices[voice] for voice in group], key) for key, group in keys.items()]
    Need.objects.bulk_create(needs, ignore_conflicts=True, batch_size=2_000)
    made = {row.source_key: row for row in Need.objects.filter(source_key__in=keys)}
    pairs = [(voice, made[key].id, voices[voice].at) for key, group in keys.items() for voice in group]
    if pairs:
        _link(pairs, list(made.values()), at)
    return merged | {voice: need_id for voice, need_id, _ in pairs}


def _need(group: Sequence[Voice], key: str) -> Need:
    """The earliest date, the clearest title, and the line most of them are about."""
    first = group[0]
    title = clearest([voice.title for voice in group if voice.language == first.language])
    about = Counter((voice.line_id, voice.area_id) for voice in group).most_common(1)[0][0]
    return Need(
        slug=f"{slugify(title)[:80] or 'need'}-{first.id}", title={first.language: title}, line_id=about[0],
        area_id=about[1], guessed=True, at=min(voice.at for voice in group), source_key=key,
    )  # fmt: skip


def _link(pairs: Sequence[tuple[int, int, datetime]], needs: list[Need], at: datetime) -> None:
    Merge.objects.bulk_create(
        [Merge(voice_id=voice, need_id=need_id, at=said) for voice, need_id, said in pairs],
        ignore_conflicts=True,
        batch_size=2_000,
    )
    arrows = (trail.Arrow(f"voices.need:{need_id}", f"voices.voice:{voice}") for voice, need_id, _ in pairs)
    trail.because_all(arrows, at=at)
    rank_needs(at=at, need_ids=[need.id for need in needs])
    search.index(entries(needs))
    bus.publish(VoicesImported(needs=len(needs)), at=at)


@transaction.atomic
def import_ends(*, ends: Iterable[NewEnd], at: datetime) -> int:
    """Needs that had ended before they came here. Nobody is told, and who has decided here already is not overruled.

    Returns how many are new.
    """
    last = {new.need_id: new for new in ends}
    decided = set(Closure.objects.filter(need__in=last).values_list("need_id", flat=True))
    decided |= set(NeedStatus.objects.filter(need__in=last).values_list("need_id", flat=True))
    fresh = [new for need_id, new in last.items() if need_id not in decided]
    Closure.objects.bulk_create(
        Closure(need_id=new.need_id, outcome=new.outcome, because=new.because.replace("\0", ""), at=new.at)
        for new in fresh
    )
    chosen = {outcome: of_kind(outcome, at) for outcome in sorted({new.outcome for new in fresh})}
    NeedStatus.objects.bulk_create(
        NeedStatus(
            need_id=new.need_id, status=chosen[new.outcome], because=new.because.replace("\0", ""), at=new.at
        )
        for new in fresh
    )
    rank_needs(at=at, need_ids=[new.need_id for new in fresh])
    return len(fresh)


@transaction.atomic
def import_same(*, pairs: Iterable[tuple[int, int]], at: datetime) -> int:
    """Needs said elsewhere to repeat another: (need, into). Nobody is told, and what has ended or is joined already stays so.

    Returns how many were joined.
    """
    into = dict(Joining.objects.filter(undone_at=None).values_list("need_id", "into_id"))
    wanted = dict(pairs)
    decided = set(NeedStatus.objects.filter(need__in=wanted).values_list("need_id", flat=True))
    joined = []
    for one, other in wanted.items():
        if one not in decided and one not in into and one not in _above(other, into):
            into[one] = other
            joined.append(one)
    Joining.objects.bulk_create(Joining(need_id=one, into_id=into[one], at=at) for one in joined)
    if joined:
        enter(joined, "duplicate", by=None, because="", at=at)
    trail.because_all(
        (trail.Arrow(f"voices.need:{into[one]}", f"voices.need:{one}") for one in joined), at=at
    )
    rank_needs(at=at, need_ids=joined)
    return len(joined)


def _above(need_id: int, into: Mapping[int, int]) -> set[int]:
    """A need and everything it counts in."""
    up = {need_id}
    while (need_id := into.get(need_id, need_id)) not in up:
        up.add(need_id)
    return up
