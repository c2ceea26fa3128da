"""Of what kind a text seems to be. A suggestion beside the form, never a decision."""

import io
from functools import lru_cache

import numpy as np

from fanloop.foundation.search.meaning import encoder
from fanloop.listening.voices.models import Sorter
from fanloop.listening.voices.rules import kinds, sorting

SURE = 0.6


def suggested_kind(words: str) -> kinds.Kind | None:
    """The kind of these words if the house is sure enough, else None. Learned from its own voices, or a few plain signs."""
    newest = Sorter.objects.order_by("-id").values_list("id", flat=True).first()
    if newest is None:
        return kinds.plainly(words)
    title = words.strip().partition("\n")[0][:300]
    sample = sorting.Sample(title, words, np.concatenate(encoder().encode([title, words])))
    chances = _unpacked(newest).chances(sample)
    best = max(chances, key=lambda kind: chances[kind])
    return next((kind for kind in kinds.KINDS if kind == best and chances[best] >= SURE), None)


@lru_cache(maxsize=1)
def _unpacked(sorter_id: int) -> sorting.Sorter:
    row = Sorter.objects.get(id=sorter_id)
    with np.load(io.BytesIO(bytes(row.weights)), allow_pickle=False) as kept:
        labels = tuple(str(label) for label in kept["labels"])
        return sorting.Sorter(
            labels, kept["rarity"].astype(np.float32), kept["weights"].astype(np.float32), kept["dense"]
        )
