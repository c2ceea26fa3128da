"""Learning what kind a text is from the voices whose kind a person chose."""

import io
from collections import Counter
from datetime import datetime

import numpy as np
from django.db.models import Q

from fanloop.foundation.search.meaning import encoder
from fanloop.listening.voices.models import Sorter, Voice
from fanloop.listening.voices.rules import sorting

MOST = 3_000
FEWEST = 15


def learn_kinds(*, at: datetime) -> Sorter | None:
    """Train on the newest voices sorted by people, not by the box of a report they stand in; None while there are two kinds with fewer than FEWEST each.

    The macro-F1 kept is that of a sorter taught by one half and asked about the other.
    """
    rows = (
        Voice.objects.filter(guessed=False)
        .exclude(Q(words="") | Q(source="report"))
        .order_by("-id")
        .values_list("title", "words", "kind")[:MOST]
    )
    enough = {kind for kind, count in Counter(kind for _, _, kind in rows).items() if count >= FEWEST}
    chosen = [row for row in rows if row[2] in enough]
    last = Sorter.objects.order_by("-id").first()
    if len(enough) < 2 or (last and last.examples * 1.05 > len(chosen)):
        return None
    samples = [sample(title, words) for title, words, _ in chosen]
    kinds = [kind for _, _, kind in chosen]
    tried = sorting.learn(samples[1::2], kinds[1::2])
    quality = sorting.macro_f1(kinds[::2], [tried.suggest(one) for one in samples[::2]])
    return Sorter.objects.create(
        at=at, examples=len(chosen), macro_f1=quality, weights=packed(sorting.learn(samples, kinds))
    )


def sample(title: str, words: str) -> sorting.Sample:
    model = encoder()
    return sorting.Sample(title, words, np.concatenate(model.encode([title, words])))


def packed(sorter: sorting.Sorter) -> bytes:
    """Numbers only, at half precision, compressed: about half a megabyte."""
    file = io.BytesIO()
    np.savez_compressed(
        file, labels=np.asarray(sorter.labels), rarity=sorter.rarity.astype(np.float16),
        weights=sorter.weights.astype(np.float16), dense=sorter.dense,
    )  # fmt: skip
    return file.getvalue()
