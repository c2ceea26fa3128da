"""Which texts mean the same: one score of shared words and of meaning, over a corpus held in memory.

    score = cosine of the bags (tf-idf, see `wording`) + MEANING * cosine of the vectors (see `foundation.search.meaning`)

Both are raw cosines, so a score can be compared between queries and a threshold means something. A term that only one text
has is no proof that two texts differ (a typing error, a number), so it adds LONELY of its weight to a text's length.

Found by ablation on 4,452 reports of four trackers (recall@10 eclipse / firefox / mobile / openoffice):

    TF-IDF cosine of words, title three times   .838 .813 .909 .701
    stems and their pairs                       .862 .831 .902 .730
    and four-letter pieces                      .853 .840 .939 .771
    and meaning: what runs here                 .875 .857 .955 .795
    with LONELY = 1                             .870 .854 .947 .791

Between MEANING .3 and .6 nothing moves by more than .005. Tried on mixtures like it and left out, since none gave a hundredth on
every tracker: BM25, latent semantics, neighbouring words in the query, scores per query. Product and component helped one tracker
by .01 and cost another .005, so area is no part of the score.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanloop.foundation.search.meaning import Encoder, Vectors, unit
from fanloop.listening.voices.rules.wording import BUCKETS, Counts, Terms, bag

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
    """Texts to be searched: postings by term, so that a search touches what shares a term, and one row of numbers a text.

    What is added waits in a short tail that is read as it is; once it is a fiftieth of the whole, everything is weighed anew.
    """

    def __init__(
        self, texts: Sequence[Text] = (), vectors: Vectors | None = None, *, size: int = 256
    ) -> None:
        self.keys: list[str] = []
        self._place: dict[str, int] = {}
        self._gone = np.zeros(0, bool)
        self._bags: list[tuple[int, Terms, Counts]] = []
        self._settled = 0
        self._owners, self._counts = np.zeros(0, np.int32), np.zeros(0, np.float32)
        self._edges = np.zeros(BUCKETS + 1, np.int64)
        self._df, self._mean = np.zeros(BUCKETS, np.float32), np.zeros(size, np.float32)
        self._lengths, self._reach = np.zeros(0, np.float32), np.zeros(0, np.float32)
        self._vectors = np.zeros((0, size), np.float32)
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
        self._take_out([text.key for text in texts])
        for text in texts:
            self._place[text.key] = len(self.keys)
            self._bags.append((len(self.keys), *bag(text.title, text.body)))
            self.keys.append(text.key)
        self._vectors = np.concatenate([self._vectors, vectors.astype(np.float32)])
        self._gone = np.concatenate([self._gone, np.zeros(len(texts), bool)])
        self._weigh(len(texts))

    def drop(self, keys: Collection[str]) -> None:
        """Take texts out; what is not there is no error."""
        self._take_out(keys)
        self._weigh(0)

    def _take_out(self, keys: Collection[str]) -> None:
        for key in keys:
            if (place := self._place.pop(key, None)) is not None:
                self._gone[place] = True

    def _weigh(self, added: int) -> None:
        """Document frequencies and the mean vector now and then, lengths of the bags always."""
        if abs(len(self) - self._settled) * 50 > len(self) or len(self._bags) * 50 > len(self):
            self._settle()
        elif added:
            fresh = [self._length(terms, counts) for _, terms, counts in self._bags[-added:]]
            self._lengths = np.concatenate([self._lengths, np.asarray(fresh, np.float32)])
        self._measure()

    def _measure(self) -> None:
        """How far each vector is from the mean; endless for a text without meaning, so that it is like nothing."""
        squares = np.einsum("ij,ij->i", self._vectors, self._vectors)
        apart = squares - 2 * self._vectors @ self._mean + self._mean @ self._mean
        self._reach = np.where(squares > 0, np.sqrt(np.maximum(apart, 1e-9)), np.inf).astype(np.float32)

    def _settle(self) -> None:
        """Sort all postings by term, weigh all terms, find the mean vector (shrunk while there are few)."""
        terms, owners, counts = self._postings()
        order = np.argsort(terms, kind="stable")
        self._df = np.bincount(terms, minlength=BUCKETS).astype(np.float32)
        self._edges = np.concatenate([[0], np.cumsum(self._df)]).astype(np.int64)
        self._owners, self._counts, self._bags, self._settled = owners[order], counts[order], [], len(self)
        squares = (self._weights(self._df)[terms] * counts) ** 2
        self._lengths = np.sqrt(np.bincount(owners, squares, len(self.keys))).astype(np.float32)
        self._lengths = np.maximum(self._lengths, 1e-4)
        alive = ~self._gone
        self._mean = (self._vectors[alive].sum(axis=0) / (len(self) + _SHRINK)).astype(np.float32)

    def _postings(self) -> tuple[Terms, NDArray[np.int32], Counts]:
        """Terms, owners and counts of all that is not gone."""
        sorted_terms = np.repeat(np.arange(BUCKETS, dtype=np.int32), np.diff(self._edges))
        owners = np.repeat([place for place, _, _ in self._bags], [len(terms) for _, terms, _ in self._bags])
        all_terms = np.concatenate([sorted_terms, *(terms for _, terms, _ in self._bags)])
        all_owners = np.concatenate([self._owners, owners.astype(np.int32)])
        all_counts = np.concatenate([self._counts, *(counts for _, _, counts in self._bags)])
        kept = ~self._gone[all_owners]
        return all_terms[kept], all_owners[kept], all_counts[kept]

    def _weights(self, df: Floats) -> Floats:
        idf = np.log((1 + len(self)) / (1 + np.minimum(df, len(self)))) + 1
        return np.where(df > 1, idf, LONELY * idf).astype(np.float32)

    def _length(self, terms: Terms, counts: Counts) -> float:
        return max(float(np.linalg.norm(self._weights(np.maximum(self._df[terms], 1)) * counts)), 1e-4)

    def scores(self, title: str, body: str, vector: Vectors) -> tuple[Floats, Floats]:
        """Both parts against every text, in the order of `keys`. Terms weigh as if the text asked about were among them."""
        terms, counts = bag(title, body)
        weights = self._weights(self._df[terms] + 1) ** 2 * counts / self._length(terms, counts)
        shared = self._shared(terms, weights) / self._lengths
        around = unit((vector - self._mean)[None])[0]
        meant = (self._vectors @ around - self._mean @ around) / self._reach
        return shared, np.asarray(meant, np.float32)

    def _shared(self, terms: Terms, weights: Floats) -> Floats:
        starts, sizes = self._edges[terms], self._edges[terms + 1] - self._edges[terms]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        found = np.repeat(starts, sizes) + within
        sums = np.bincount(
            self._owners[found], self._counts[found] * np.repeat(weights, sizes), len(self.keys)
        )
        for place, others, counts in self._bags:
            _, mine, theirs = np.intersect1d(terms, others, assume_unique=True, return_indices=True)
            sums[place] = weights[mine] @ counts[theirs]
        return sums.astype(np.float32)

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
