"""Reads of single voices: one, the waiting ones, their backings and answer times."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation import queries as moderation
from fanloop.listening.voices.models import Answer, Backing, Gear, Merge, Voice, VoiceDetail, Vote
from fanloop.listening.voices.queries.boards import open_boards
from fanloop.listening.voices.queries.gear import device
from fanloop.listening.voices.rules import clock
from fanloop.listening.voices.rules.kinds import TELLS
from fanloop.people.fans import queries as fans

TALK, VOICE = "community.topic", "voices.voice"


@dataclass(frozen=True)
class MeToo:
    """A supporting voice: whose, in which words, on which device, from which reply."""

    id: int
    voice_id: int
    by: str
    words: str
    at: datetime
    reply: str = ""
    device: str = ""
    line_id: int | None = None


@dataclass(frozen=True)
class VoiceRow:
    """A voice as it is read, with its first answer and the need it counts in."""

    voice: Voice
    title: str
    by: str
    area: str
    backings: int
    answer: Answer | None
    answered_by: str
    answered_title: str
    need_id: int | None
    need_slug: str

    @property
    def minutes(self) -> int | None:
        """How long the first answer took."""
        return clock.minutes_taken(self.voice.at, self.answer.at) if self.answer else None


def open_to(viewer: Viewer) -> "QuerySet[Voice]":
    """Voices this viewer may read: not the hidden ones, nor what came from a hidden topic, nor those of a shut board."""
    rows = Voice.objects.filter(open_boards(viewer))
    if viewer.is_system or viewer.may("community.moderate"):
        return rows
    hidden = [f"{TALK}:{topic_id}" for topic_id in moderation.hidden_ids(TALK)]
    return rows.exclude(topic__in=hidden).exclude(id__in=moderation.hidden_ids(VOICE))


def unheard_voices() -> set[int]:
    """Voices that moderators hid, or whose topic they hid."""
    topics = [f"{TALK}:{topic_id}" for topic_id in moderation.hidden_ids(TALK)]
    from_topics = Voice.objects.filter(topic__in=topics).values_list("id", flat=True) if topics else []
    return moderation.hidden_ids(VOICE) | set(from_topics)


def voice(voice_id: int, viewer: Viewer) -> VoiceRow | None:
    rows = rowed(list(open_to(viewer).filter(id=voice_id).select_related("area", "line", "fan")))
    return rows[0] if rows else None


def detail_of(voice_id: int) -> VoiceDetail | None:
    """What the form of a bug asked besides the words."""
    return VoiceDetail.objects.filter(voice=voice_id).select_related("line").first()


def details_of(voice_ids: Collection[int]) -> dict[int, VoiceDetail]:
    return {
        row.voice_id: row for row in VoiceDetail.objects.filter(voice__in=voice_ids).select_related("line")
    }


def my_backing(voice_id: int, viewer: Viewer) -> Backing | None:
    """The viewer's own me-too."""
    if viewer.fan_id is None:
        return None
    return Backing.objects.filter(voice=voice_id, fan=viewer.fan_id, withdrawn_at=None).order_by("id").first()


def voices_by_ids(voice_ids: Collection[int]) -> dict[int, Voice]:
    return Voice.objects.in_bulk(set(voice_ids))


def voices_read(voice_ids: Collection[int], viewer: Viewer) -> dict[int, VoiceRow]:
    """Those of these voices that the viewer may read and that still have words."""
    rows = open_to(viewer).filter(id__in=voice_ids).exclude(words="").select_related("area", "line", "fan")
    return {row.voice.id: row for row in rowed(list(rows))}


def loose_voices(*, limit: int = 50, offset: int = 0) -> list[VoiceRow]:
    """Voices that count in no need yet, the newest first: what triage is about."""
    merged = Exists(Merge.objects.filter(voice=OuterRef("id"), undone_at=None))
    rows = Voice.objects.filter(~merged).exclude(kind__in=TELLS).order_by("-at", "-id")
    return rowed(list(rows.select_related("area", "line", "fan")[offset : offset + limit]))


def latest_voices(viewer: Viewer, *, limit: int = 30, kind: str | None = None) -> list[VoiceRow]:
    rows = open_to(viewer).filter(Q(kind=kind) if kind else Q()).order_by("-at", "-id")
    return rowed(list(rows.select_related("area", "line", "fan")[:limit]))


def voices_from_topic(topic_id: int, viewer: Viewer) -> list[VoiceRow]:
    """The voices that were heard in a topic, oldest first."""
    rows = open_to(viewer).filter(topic=f"{TALK}:{topic_id}").order_by("at", "id")
    return rowed(list(rows.select_related("area", "line", "fan")[:5]))


def rowed(voices: Sequence[Voice]) -> list[VoiceRow]:
    """Rows with names, answers, backings and needs: five queries for any number of voices."""
    ids = [row.id for row in voices]
    names = fans.names(row.fan_id for row in voices if row.fan_id)
    answers = {
        answer.voice_id: answer for answer in Answer.objects.filter(voice__in=ids).select_related("member")
    }
    needs = {
        voice_id: (need_id, slug)
        for voice_id, need_id, slug in Merge.objects.filter(voice__in=ids, undone_at=None).values_list(
            "voice_id", "need_id", "need__slug"
        )
    }
    counts: dict[int, set[object]] = {}
    for backing_id, voice_id, fan_id in Backing.objects.filter(voice__in=ids, withdrawn_at=None).values_list(
        "id", "voice_id", "fan_id"
    ):
        counts.setdefault(voice_id, set()).add(fan_id or f"b{backing_id}")
    return [
        _row(row, names, answers.get(row.id), len(counts.get(row.id, ())), needs.get(row.id))
        for row in voices
    ]


def _row(
    row: Voice, names: dict[int, str], answer: Answer | None, backings: int, need: tuple[int, str] | None
) -> VoiceRow:
    return VoiceRow(
        row, row.title or gettext("Taken back by its author"), names.get(row.fan_id or 0, ""),
        read(row.area.name) if row.area else "", backings, answer,
        (answer.member.name or gettext("someone who left")) if answer else "", answer.member.title if answer else "",
        need[0] if need else None, need[1] if need else "",
    )  # fmt: skip


def backings_of(voice_ids: Collection[int], *, limit: int = 200) -> list[MeToo]:
    """The me-toos of voices, oldest first, each person once by the first one; those with words are kept before others."""
    open_ones = Backing.objects.filter(voice__in=voice_ids, withdrawn_at=None).select_related("line")
    rows = list(open_ones.order_by("at", "id")[:1_000])
    names = fans.names(row.fan_id for row in rows if row.fan_id)
    seen: set[object] = set()
    kept = []
    for row in sorted(rows, key=lambda row: (not row.words, row.at, row.id)):
        person = row.fan_id or f"b{row.id}"
        if person not in seen:
            seen.add(person)
            kept.append(_metoo(row, names))
    return sorted(kept, key=lambda kept_row: (kept_row.at, kept_row.id))[:limit]


def _metoo(row: Backing, names: dict[int, str]) -> MeToo:
    shown = device(row.line.name if row.line else None, row.variant, row.build)
    name = names.get(row.fan_id or 0, "")
    return MeToo(row.id, row.voice_id, name, row.words, row.at, row.reply, shown, row.line_id)


def ids_by_key(source_keys: Collection[str]) -> dict[str, int]:
    rows = Voice.objects.filter(source_key__in=source_keys).values_list("source_key", "id")
    return {str(key): voice_id for key, voice_id in rows}


def _export(fan_id: int) -> list[dict[str, Any]]:
    said = Voice.objects.filter(fan=fan_id).values(
        "id", "kind", "title", "words", "at", "terms__version", "terms__licence"
    )
    backed = Backing.objects.filter(fan=fan_id).values(
        "id",
        "voice_id",
        "words",
        "variant",
        "build",
        "at",
        "withdrawn_at",
        "terms__version",
        "terms__licence",
    )
    voted = Vote.objects.filter(fan=fan_id).values(
        "id", "need_id", "why", "note", "at", "withdrawn_at", "returned_at"
    )
    details = VoiceDetail.objects.filter(voice__fan=fan_id)
    told = details.values("voice_id", "line__slug", "variant", "build", "steps", "expected", "got")
    own = Gear.objects.filter(fan=fan_id).values("line__slug", "variant", "build", "at")
    kinds = {"voice": said, "detail": told, "backing": backed, "vote": voted, "gear": own}
    rows = [(name, row) for name, found in kinds.items() for row in found]
    return [
        {
            "row": name,
            **{key: str(value) if isinstance(value, datetime) else value for key, value in row.items()},
        }
        for name, row in rows
    ]


fans.register_export("voices", _export)
