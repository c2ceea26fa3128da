"""Which texts mean the same: one score of shared words and of meaning, over a corpus held in memory.

    score = cosine of the bags (tf-idf, see `wording`) + MEANING * cosine of the vectors (see `foundation.search.meaning`)

Both are raw cosines, so a score can be compared between queries and a threshold means something. A term that only one text
has is no proof that two texts differ (a typing error, a number), so it adds LONELY of its weight to a text's length.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanloop.foundation.search.meaning import Encoder, Vectors, unit
from fanloop.listening.voices.rules.wording import BUCKETS, bag

MEANING = 0.4
LONELY = 0.3
_SHRINK = 50
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Text:
    """What is compared. `key` is a reference; a text being typed has none."""

    key: str
    title: str
    body: str


@dataclass(frozen=True)
class Found:
    """A text of the corpus that is like the one asked about: the whole score, and its two parts (each about 0 to 1)."""

    key: str
    score: float
    words: float
    meaning: float


def fingerprints(texts: Sequence[Text], encoder: Encoder) -> Vectors:
    """One vector a text: title and body weigh the same, whatever their lengths."""
    titles = encoder.encode([text.title for text in texts])
    return unit(titles + encoder.encode([text.body for text in texts]))


class Corpus:
    """Texts to be searched. A bag is a slice of two flat arrays, so adding is cheap and a search is three passes of numpy."""

    def __init__(
        self, texts: Sequence[Text] = (), vectors: Vectors | None = None, *, size: int = 256
    ) -> None:
        self.keys: list[str] = []
        self._place: dict[str, int] = {}
        self._gone = np.zeros(0, bool)
        self._terms = np.zeros(0, np.int32)
        self._counts = np.zeros(0, np.float32)
        self._starts = np.zeros(0, np.int64)
        self._vectors = np.zeros((0, size), np.float32)
        self._weigh()
        if vectors is not None:
            self.put(texts, vectors)

    def __len__(self) -> int:
        return len(self._place)

    @property
    def waste(self) -> int:
        """Texts taken out whose numbers are still kept; a new corpus has none."""
        return len(self.keys) - len(self._place)

    def put(self, texts: Sequence[Text], vectors: Vectors) -> None:
        """Add texts; one whose key is known already takes its place."""
        if not texts:
            return
        self.drop([text.key for text in texts], weigh=False)
        bags = [bag(text.title, text.body) for text in texts]
        lengths = np.cumsum([0, *(len(terms) for terms, _ in bags)])[:-1]
        self._starts = np.concatenate([self._starts, len(self._terms) + lengths])
        self._terms = np.concatenate([self._terms, *(terms for terms, _ in bags)])
        self._counts = np.concatenate([self._counts, *(counts for _, counts in bags)])
        self._vectors = np.concatenate([self._vectors, vectors.astype(np.float32)])
        self._gone = np.concatenate([self._gone, np.zeros(len(texts), bool)])
        for text in texts:
            self._place[text.key] = len(self.keys)
            self.keys.append(text.key)
        self._weigh()

    def drop(self, keys: Collection[str], *, weigh: bool = True) -> None:
        """Take texts out; what is not there is no error."""
        for key in keys:
            if (place := self._place.pop(key, None)) is not None:
                self._gone[place] = True
        if weigh:
            self._weigh()

    def _weigh(self) -> None:
        """Document frequencies, lengths of the bags, and vectors around their mean (shrunk while there are few)."""
        sizes = np.diff(np.append(self._starts, len(self._terms)))
        alive = np.repeat(~self._gone, sizes)
        self._df = np.bincount(self._terms[alive], minlength=BUCKETS).astype(np.float32)
        weights = self._weights(self._df)[self._terms] * self._counts
        self._lengths = np.sqrt(np.maximum(self._sums(weights**2), 1e-9))
        count = len(self)
        mean = self._vectors[~self._gone].mean(axis=0) * count / (count + _SHRINK) if count else 0
        self._mean = np.asarray(mean, np.float32)
        self._centred = unit(self._vectors - self._mean)

    def _weights(self, df: Floats) -> Floats:
        idf = np.log((1 + len(self)) / (1 + np.minimum(df, len(self)))) + 1
        return np.where(df > 1, idf, LONELY * idf).astype(np.float32)

    def _sums(self, values: Floats) -> Floats:
        """Per text, the sum of these values over its bag."""
        return np.add.reduceat(values, self._starts) if len(self._starts) else np.zeros(0, np.float32)

    def scores(self, title: str, body: str, vector: Vectors) -> tuple[Floats, Floats]:
        """Both parts against every text, in the order of `keys`. Terms weigh as if the text asked about were among them."""
        terms, counts = bag(title, body)
        known = self._df[terms]
        length = float(np.linalg.norm(self._weights(np.maximum(known, 1)) * counts))
        table = np.zeros(BUCKETS, np.float32)
        table[terms] = self._weights(known + 1) ** 2 * counts / max(length, 1e-9)
        shared = self._sums(table[self._terms] * self._counts) / self._lengths
        return shared, np.asarray(self._centred @ unit((vector - self._mean)[None])[0], np.float32)

    def rank(
        self, title: str, body: str, vector: Vectors, *, limit: int = 10, without: Collection[str] = ()
    ) -> list[Found]:
        """The texts most like this one, best first; equals in the order of their keys."""
        if not len(self):
            return []
        shared, meant = self.scores(title, body, vector)
        whole = np.where(self._gone, -np.inf, shared + MEANING * meant)
        whole[[self._place[key] for key in without if key in self._place]] = -np.inf
        least = np.partition(whole, -limit)[-limit] if len(whole) > limit else -np.inf
        found = [
            Found(self.keys[i], round(float(whole[i]), 6), float(shared[i]), float(meant[i]))
            for i in np.flatnonzero((whole >= least) & np.isfinite(whole))
        ]
        return sorted(found, key=lambda one: (-one.score, one.key))[:limit]
