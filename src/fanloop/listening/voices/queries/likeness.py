"""What is like a text: the corpus of all needs and voices in this process's memory, and pairs for people to judge."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from fanloop.foundation.refs import parse
from fanloop.foundation.search.meaning import encoder
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.listening.voices.models import Fingerprint, Joining, Judgement, Likeness, Merge, Need, Voice
from fanloop.listening.voices.queries.board import NEED, NeedRow, needs_by_ids
from fanloop.listening.voices.queries.saying import VOICE, VoiceRow, open_to, rowed
from fanloop.listening.voices.rules import likeness
from fanloop.listening.voices.rules.similarity import Corpus, Found, Text, fingerprints

LEAST = 0.18
_WIDE = 40


@dataclass(frozen=True)
class Suggestion:
    """Something that may mean the same: a need, or a voice that counts in none yet."""

    score: float
    need: NeedRow | None = None
    voice: VoiceRow | None = None

    @property
    def is_shipped(self) -> bool:
        return self.need is not None and self.need.outcome == "shipped"


@dataclass(frozen=True)
class Pair:
    """Two suggestions side by side, and the likeness they come from."""

    id: int
    score: float
    one: Suggestion
    other: Suggestion

    @property
    def sides(self) -> tuple[Suggestion, Suggestion]:
        return self.one, self.other


def texts_of(refs: Collection[str]) -> list[Text]:
    """Titles and words of needs and voices; what was blanked or is gone is left out."""
    ids = _by_kind(refs)
    needs = Need.objects.filter(id__in=ids[NEED]).values_list("id", "title", "words")
    said = Voice.objects.filter(id__in=ids[VOICE]).values_list("id", "title", "words")
    texts = [
        Text(f"{NEED}:{key}", " ".join(title.values()), " ".join(words.values()))
        for key, title, words in needs
    ]
    texts += [Text(f"{VOICE}:{key}", title, words[:4_000]) for key, title, words in said]
    return [text for text in texts if text.title or text.body]


def _by_kind(refs: Collection[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {NEED: [], VOICE: []}
    for one in map(parse, refs):
        found[one.kind].append(one.id)
    return found


class _Memory:
    """Every fingerprinted text. A fingerprint is never updated, only replaced, so ids tell what is new and what is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._corpus = Corpus()
        self._known: dict[int, str] = {}

    def rank(self, title: str, body: str, *, without: Collection[str] = ()) -> list[Found]:
        vector = fingerprints([Text("", title, body)], encoder())[0]
        with self._lock:
            self._refresh()
            return self._corpus.rank(title, body, vector, limit=_WIDE, without=without)

    def _refresh(self, *, thorough: bool = False) -> None:
        """Look for new ones, which a glance at the newest tells; when `thorough`, also for those that went without a successor."""
        rows = Fingerprint.objects.filter(model=encoder().name)
        last = rows.order_by("-id").values_list("id", flat=True).first()
        if not thorough and (last in self._known or (last is None and not self._known)):
            return
        if self._corpus.waste > len(self._corpus) + _WIDE:
            self._corpus, self._known = Corpus(), {}
        now = dict(rows.values_list("id", "about"))
        fresh = [key for key in now if key not in self._known]
        kept = {about for key, about in now.items() if key in self._known}
        self._corpus.drop(
            [about for key, about in self._known.items() if key not in now and about not in kept]
        )
        for start in range(0, len(fresh), 2_000):
            self._take(fresh[start : start + 2_000])
        self._known = now

    def _take(self, ids: Sequence[int]) -> None:
        rows = dict(Fingerprint.objects.filter(id__in=ids).values_list("about", "vector"))
        texts = texts_of(rows)
        if texts:
            vectors = np.stack([np.frombuffer(rows[text.key], np.float16) for text in texts])
            self._corpus.put(texts, vectors.astype(np.float32))

    def refresh(self) -> None:
        with self._lock:
            self._refresh(thorough=True)


_memory = _Memory()


def remember() -> None:
    """Read what is new into memory now, so that nobody who types has to wait for it."""
    _memory.refresh()


def suggestions(
    text: str, viewer: Viewer, *, limit: int = 3, without: Collection[str] = (), is_open: bool = False
) -> list[Suggestion]:
    """Needs and loose voices that mean the same as this text, most alike first; `is_open` leaves out what has ended.

    A voice speaks for the need it counts in, and a joined need for the one it counts in. A person decides: nothing merges by itself.
    """
    title, body = _split(text)
    return (
        _resolved(_memory.rank(title, body, without=without), viewer, limit, without, is_open=is_open)
        if text.strip()
        else []
    )


def _split(text: str) -> tuple[str, str]:
    """The first line is the title where others follow; one line is a body."""
    first, _, rest = text.strip().partition("\n")
    return (first[:300], rest) if rest.strip() else ("", first)


def _resolved(
    found: Sequence[Found], viewer: Viewer, limit: int, without: Collection[str], *, is_open: bool
) -> list[Suggestion]:
    alike = [one for one in found if one.score >= LEAST]
    roots = standing_refs([one.key for one in alike])
    best: dict[str, float] = {}
    for one in alike:
        best.setdefault(roots[one.key], one.score)
    shown = [(key, score) for key, score in best.items() if key not in without][: limit + 4]
    rows = suggested(dict(shown), viewer)
    fit = [rows[key] for key, _ in shown if key in rows and (not is_open or _is_open(rows[key]))]
    return [one for one in fit if one.need is None or one.need.outcome != "declined"][:limit]


def _is_open(one: Suggestion) -> bool:
    return one.need is not None and one.need.is_open


def standing_refs(refs: Collection[str]) -> dict[str, str]:
    """Reference → the need that stands for it now, or itself. Two queries, and one a level of joinings."""
    ids = _by_kind(refs)
    merged = dict(
        Merge.objects.filter(voice__in=ids[VOICE], undone_at=None).values_list("voice_id", "need_id")
    )
    up = {need_id: need_id for need_id in {*ids[NEED], *merged.values()}}
    while step := dict(
        Joining.objects.filter(need__in=set(up.values()), undone_at=None).values_list("need_id", "into_id")
    ):
        up = {need_id: step.get(top, top) for need_id, top in up.items()}
    roots = {f"{NEED}:{need_id}": f"{NEED}:{top}" for need_id, top in up.items()}
    return {key: roots.get(key) or _of_voice(key, merged, roots) for key in refs}


def _of_voice(key: str, merged: dict[int, int], roots: dict[str, str]) -> str:
    need_id = merged.get(parse(key).id)
    return roots[f"{NEED}:{need_id}"] if need_id else key


def suggested(scores: dict[str, float], viewer: Viewer) -> dict[str, Suggestion]:
    """Rows of those references that this viewer may see."""
    ids = _by_kind(scores)
    found = {
        f"{NEED}:{key}": Suggestion(scores[f"{NEED}:{key}"], need=row)
        for key, row in needs_by_ids(ids[NEED], viewer).items()
        if row.need.voices_count
    }
    said = rowed(list(open_to(viewer).filter(id__in=ids[VOICE]).select_related("area", "line", "fan")))
    return found | {
        f"{VOICE}:{row.voice.id}": Suggestion(scores[f"{VOICE}:{row.voice.id}"], voice=row) for row in said
    }


def similar(text: str, viewer: Viewer, *, limit: int = 3, but: int | None = None) -> list[NeedRow]:
    """Open needs that mean what a text says, most alike first."""
    without = [f"{NEED}:{but}"] if but else []
    found = suggestions(text, viewer, limit=limit, without=without, is_open=True)
    return [one.need for one in found if one.need]


def judged() -> list[likeness.Judged]:
    """The newest judgement of each pair that says yes or no."""
    newest = Judgement.objects.filter(likeness=OuterRef("id")).order_by("-id")
    rows = Likeness.objects.annotate(
        verdict=Subquery(newest.values("verdict")[:1]), then=Subquery(newest.values("score")[:1])
    )
    decided = rows.filter(verdict__in=[Judgement.SAME, Judgement.DIFFERENT]).values_list("then", "verdict")
    return [likeness.Judged(score, verdict == Judgement.SAME) for score, verdict in decided]


def open_pairs(*, limit: int = 20) -> list[Pair]:
    """Pairs nobody has decided, the likeliest first, put-off ones last; what has become one since is left out."""
    rows = _undecided().filter(score__gte=likely_from())
    late = Exists(Judgement.objects.filter(likeness=OuterRef("id")))
    found = list(rows.annotate(is_late=late).order_by("is_late", "-score", "id")[: limit * 3])
    refs = {key for row in found for key in (row.one, row.other)}
    roots = standing_refs(refs)
    known = suggested(dict.fromkeys(refs, 0.0), SYSTEM)
    live = [row for row in found if roots[row.one] == row.one and roots[row.other] == row.other]
    return [
        Pair(row.id, row.score, known[row.one], known[row.other])
        for row in live
        if row.one in known and row.other in known
    ][:limit]


def _undecided() -> "QuerySet[Likeness]":
    newest = Judgement.objects.filter(likeness=OuterRef("id")).order_by("-id")
    rows = Likeness.objects.annotate(verdict=Subquery(newest.values("verdict")[:1]))
    return rows.filter(Q(verdict=None) | Q(verdict=Judgement.LATER))


def likely_from() -> float:
    """From which likeness on pairs are shown; tuned by what people judged."""
    return likeness.threshold(judged())


def verdict_of(pair: Likeness) -> str:
    """What the newest judgement of a pair says; empty if nobody looked yet."""
    rows = Judgement.objects.filter(likeness=pair).order_by("-id").values_list("verdict", flat=True)
    return rows.first() or ""


def likeness_by_id(likeness_id: int) -> Likeness | None:
    return Likeness.objects.filter(id=likeness_id).first()


def neighbours(text: Text, *, least: float) -> list[Found]:
    """What is at least so much like a text of the house, but itself."""
    return [one for one in _memory.rank(text.title, text.body, without=[text.key]) if one.score >= least]
