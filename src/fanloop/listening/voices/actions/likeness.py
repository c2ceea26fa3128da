"""Writes about likeness: fingerprints, the pairs a search finds, and what people judge. Nothing here merges anything."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from fanloop.foundation.search.meaning import encoder
from fanloop.listening.voices.models import (
    Closure,
    Fingerprint,
    Joining,
    Judgement,
    Likeness,
    Merge,
    Need,
    Voice,
)
from fanloop.listening.voices.queries import likeness as queries
from fanloop.listening.voices.rules import likeness
from fanloop.listening.voices.rules.kinds import TELLS
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.listening.voices.rules.similarity import Found, Text, fingerprints
from fanloop.people.team.queries import Member

NEED, VOICE = "voices.need", "voices.voice"
NEWEST = 2_000
MOST_PAIRS = 200
_BATCH = 500


def fingerprint_new(*, at: datetime) -> int:
    """Give a fingerprint to everything that has none for the model in use. Returns how many were written."""
    refs = [*_without_fingerprint(NEED, Need), *_without_fingerprint(VOICE, Voice)]
    return sum(fingerprint(refs=refs[start : start + _BATCH], at=at) for start in range(0, len(refs), _BATCH))


def _without_fingerprint(kind: str, model: type[Need] | type[Voice]) -> list[str]:
    key = Concat(Value(f"{kind}:"), Cast(OuterRef("id"), CharField()))
    known = Fingerprint.objects.filter(model=encoder().name, about=key)
    return [f"{kind}:{one}" for one in model.objects.filter(~Exists(known)).values_list("id", flat=True)]


@transaction.atomic
def fingerprint(*, refs: Collection[str], at: datetime) -> int:
    """Write these anew where the words changed; take away what has no words any more. Returns how many were written."""
    texts = {text.key: text for text in queries.texts_of(refs)}
    rows = Fingerprint.objects.filter(model=encoder().name, about__in=refs)
    known = dict(rows.values_list("about", "words_hash"))
    changed = [text for key, text in texts.items() if known.get(key) != _hash(text)]
    rows.filter(about__in=[key for key in refs if key not in texts] + [text.key for text in changed]).delete()
    vectors = fingerprints(changed, encoder()).astype(np.float16)
    fresh = [
        Fingerprint(
            about=text.key, model=encoder().name, words_hash=_hash(text), vector=vector.tobytes(), at=at
        )
        for text, vector in zip(changed, vectors, strict=True)
    ]
    Fingerprint.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def forget_fingerprints(refs: Collection[str]) -> None:
    """A fingerprint is made of a person's words and goes with them."""
    Fingerprint.objects.filter(about__in=refs).delete()


def _hash(text: Text) -> str:
    return hashlib.blake2b(f"{text.title}\0{text.body}".encode(), digest_size=16).hexdigest()


@transaction.atomic
def find_likely_pairs(*, at: datetime) -> int:
    """Look at every open need and the newest loose voices for what is like them; keep the likeliest pairs for people.

    A pair that is known gets its score anew; what people decided about it stays. Returns how many pairs are above the threshold.
    """
    least = likeness.threshold(queries.judged())
    boards = _askable()
    best: dict[tuple[str, str], tuple[float, dict[str, float]]] = {}
    for text in queries.texts_of(boards):
        for found, root in _rooted(text, least):
            pair = (min(text.key, root), max(text.key, root))
            if (
                root != text.key
                and root in boards
                and boards[root] == boards[text.key]
                and found.score > best.get(pair, (0.0,))[0]
            ):
                best[pair] = (
                    found.score,
                    {"words": round(found.words, 4), "meaning": round(found.meaning, 4)},
                )
    chosen = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:MOST_PAIRS]
    rows = [
        Likeness(one=one, other=other, score=score, parts=parts, found_at=at)
        for (one, other), (score, parts) in chosen
    ]
    Likeness.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["one", "other"], update_fields=["score", "parts"]
    )
    return len(rows)


def _rooted(text: Text, least: float) -> Iterable[tuple[Found, str]]:
    found = queries.neighbours(text, least=least)
    roots = queries.standing_refs([one.key for one in found])
    return [(one, roots[one.key]) for one in found]


def _askable() -> dict[str, int | None]:
    """Open needs that stand for themselves, and the newest loose voices: reference → board."""
    joined = Exists(Joining.objects.filter(need=OuterRef("id"), undone_at=None))
    closed = Exists(Closure.objects.filter(need=OuterRef("id"), undone_at=None))
    needs = Need.objects.filter(~joined, ~closed, voices_count__gt=0).values_list("id", "board_id")
    merged = Exists(Merge.objects.filter(voice=OuterRef("id"), undone_at=None))
    said = Voice.objects.filter(~merged).exclude(kind__in=TELLS).order_by("-id").values_list("id", "board_id")
    boards: dict[str, int | None] = {f"{NEED}:{key}": board for key, board in needs}
    boards.update((f"{VOICE}:{key}", board) for key, board in said[:NEWEST])
    return boards


@transaction.atomic
def judge(*, likeness: Likeness, verdict: str, by: Member, at: datetime) -> Judgement:
    """Write down what a person decided about a pair: `same`, `different` or `later`. The newest counts; none is ever changed."""
    if verdict not in {Judgement.SAME, Judgement.DIFFERENT, Judgement.LATER}:
        raise Refused(_("Choose the same, not the same, or later."))
    return Judgement.objects.create(likeness=likeness, verdict=verdict, score=likeness.score, by=by, at=at)
