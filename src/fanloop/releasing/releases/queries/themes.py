"""What a week's boxes are about: the needs their voices count in, and loose ones that seem to say the same."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from fanloop.foundation.search.meaning import encoder
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.queries import VoiceRow
from fanloop.listening.voices.rules.gathering import alike, gathered
from fanloop.listening.voices.rules.similarity import Text
from fanloop.releasing.releases.models import BoxVoice

QUOTES, SAMPLE, MOST = 2, 300, 8


@dataclass(frozen=True)
class Quote:
    """What one fan wrote in a box, as everybody may read it."""

    voice_id: int
    words: str
    by: str
    language: str
    at: datetime


@dataclass(frozen=True)
class Theme:
    """What several boxes speak of. A need people gathered has its slug; a `guessed` one is only alike by its words."""

    title: str
    count: int
    quotes: Sequence[Quote] = ()
    need_slug: str = ""
    guessed: bool = False


def themes(train_id: int, viewer: Viewer, *, limit: int = MOST) -> list[Theme]:
    """The needs that most boxes count in, then what loose ones have in common, with the newest words of each.

    What is alike is looked for among the newest `SAMPLE` loose boxes, so a count of those is "at least so many".
    """
    mine = BoxVoice.objects.filter(report__train=train_id)
    counted = voices.needs_of_voices(mine.values("voice"))  # type: ignore[arg-type]  # a subquery, for tens of thousands
    found = _needs(counted, viewer, limit)
    return found + _alike(mine, counted.keys(), viewer, limit - len(found))


def quotes(train_id: int, box: str, viewer: Viewer, *, limit: int = 4) -> list[Quote]:
    """The newest words of one box."""
    rows = BoxVoice.objects.filter(report__train=train_id, box=box).order_by("-id")
    ids = list(rows.values_list("voice_id", flat=True)[: 5 * limit])
    return _said(ids, voices.voices_read(ids, viewer), limit)


def report_of_voice(voice_id: int) -> BoxVoice | None:
    """The box a voice came from, with its report and train."""
    rows = BoxVoice.objects.filter(voice=voice_id).select_related("report__train__line")
    return rows.first()


def _needs(counted: dict[int, int], viewer: Viewer, limit: int) -> list[Theme]:
    most = Counter(counted.values()).most_common(limit)
    rows = voices.needs_by_ids([need_id for need_id, _count in most])
    newest = {
        need_id: sorted((v for v, n in counted.items() if n == need_id), reverse=True)[:20]
        for need_id, _ in most
    }
    read = voices.voices_read([one for ids in newest.values() for one in ids], viewer)
    return [
        Theme(row.title, count, _said(newest[need_id], read, QUOTES), row.need.slug)
        for need_id, count in most
        if (row := rows.get(need_id)) and row.need.board_id is None
    ]


def _alike(mine: QuerySet[BoxVoice], counted: Collection[int], viewer: Viewer, limit: int) -> list[Theme]:
    """Two boxes that mean the same are a theme; nothing is merged by it."""
    newest = mine.order_by("-id").values_list("voice_id", flat=True)[: 3 * SAMPLE]
    loose = [voice_id for voice_id in newest if voice_id not in counted][:SAMPLE]
    if limit <= 0 or len(loose) < 2:
        return []
    read = voices.voices_read(loose, viewer)
    texts = [Text(str(voice_id), row.title, row.voice.words) for voice_id, row in read.items()]
    pairs = [(int(one), int(other)) for one, other in alike(texts, encoder())]
    groups = [group for group in gathered(read, pairs) if len(group) > 1]
    groups.sort(key=lambda group: (-len(group), group))
    return [
        Theme(read[group[0]].title, len(group), _said(group, read, QUOTES), guessed=True)
        for group in groups[:limit]
    ]


def _said(voice_ids: Iterable[int], read: dict[int, VoiceRow], limit: int) -> list[Quote]:
    rows = [read[voice_id] for voice_id in voice_ids if voice_id in read][:limit]
    return [Quote(row.voice.id, row.voice.words, row.by, row.voice.language, row.voice.at) for row in rows]
