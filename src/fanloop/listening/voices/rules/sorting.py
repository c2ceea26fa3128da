"""What kind of thing a text is, learned from texts that people sorted. A suggestion: a person decides.

A softmax regression over four views, each of length 1: words and pairs of the title, of the body, four-letter pieces of
both, and the meaning; a star rating is used where the data has one. Grave and rare kinds weigh as much as common ones.
Trained by plain gradients in numpy (a few seconds for a thousand texts), so the house needs no other library for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from fanloop.foundation.search.words import bigrams

Floats = NDArray[np.float32]
Row = tuple[NDArray[np.int64], Floats]
BUCKETS = 1 << 18
BODY = 4_000
STEPS = 160
RATE = 0.1
DECAY = 0.9, 0.99
KEEP = 1.0
PLAIN = 0.7
MEANING = 0.5
_TOKEN = re.compile(r"\w+|[?!]")
_PIECE = 4


@dataclass(frozen=True)
class Sample:
    """A text to be sorted, with the vectors of its title and body, and a rating of 1 to 5 stars if there is one."""

    title: str
    body: str
    meaning: Floats
    rating: int | None = None


@dataclass(frozen=True)
class Sorter:
    """What was learned: how rare a term is, and what each term says about each label."""

    labels: tuple[str, ...]
    rarity: Floats
    weights: Floats
    dense: Floats

    def chances(self, sample: Sample) -> dict[str, float]:
        """Label → probability; they sum to 1."""
        terms, values = _row(sample, self.rarity)
        scores = values @ self.weights[terms] + _dense(sample) @ self.dense
        powers = np.exp(scores - scores.max())
        return dict(zip(self.labels, (powers / powers.sum()).tolist(), strict=True))

    def suggest(self, sample: Sample) -> str:
        chances = self.chances(sample)
        return max(self.labels, key=lambda label: chances[label])


def learn(samples: Sequence[Sample], labels: Sequence[str]) -> Sorter:
    """Train on sorted texts. Raises ValueError where there are fewer than two kinds."""
    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        message = "at least two kinds are needed"
        raise ValueError(message)
    rarity = _rarity(samples)
    rows = [_row(sample, rarity) for sample in samples]
    columns, places = np.unique(np.concatenate([terms for terms, _ in rows]), return_inverse=True)
    table = _Table(
        places.astype(np.int64), np.concatenate([values for _, values in rows]), np.asarray([len(terms) for terms, _ in rows]),
        len(columns), np.stack([_dense(sample) for sample in samples]),
    )  # fmt: skip
    target = np.asarray([[label == name for name in names] for label in labels], np.float32)
    sparse, dense = _fit(table, target)
    weights = np.zeros((BUCKETS, len(names)), np.float32)
    weights[columns] = sparse
    return Sorter(names, rarity, weights, dense)


@dataclass(frozen=True)
class _Table:
    """All samples: a flat sparse part and a dense part."""

    columns: NDArray[np.int64]
    values: Floats
    sizes: NDArray[np.int64]
    width: int
    dense: Floats

    def times(self, sparse: Floats, dense: Floats) -> Floats:
        starts = np.cumsum(self.sizes) - self.sizes
        sums = np.add.reduceat(self.values[:, None] * sparse[self.columns], starts, axis=0)
        return np.asarray(sums + self.dense @ dense, np.float32)

    def back(self, slopes: Floats) -> tuple[Floats, Floats]:
        spread = np.repeat(slopes, self.sizes, axis=0) * self.values[:, None]
        sums = [
            np.bincount(self.columns, weights=spread[:, k], minlength=self.width)
            for k in range(slopes.shape[1])
        ]
        return np.stack(sums, axis=1).astype(np.float32), self.dense.T @ slopes


def _fit(table: _Table, target: Floats) -> tuple[Floats, Floats]:
    """Adam (Kingma and Ba, 2015) on the whole set: every label weighs the same, small weights are preferred."""
    share = (target / target.sum(axis=0)).sum(axis=1, keepdims=True) / target.shape[1]
    known = _Climb(np.zeros((table.width, target.shape[1]), np.float32))
    dense = _Climb(np.zeros((table.dense.shape[1], target.shape[1]), np.float32))
    for step in range(1, STEPS + 1):
        scores = table.times(known.weights, dense.weights)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        slopes = share * (powers / powers.sum(axis=1, keepdims=True) - target)
        for part, slope in zip((known, dense), table.back(slopes.astype(np.float32)), strict=True):
            part.step(slope + KEEP / len(target) * part.weights, step)
    return known.weights, dense.weights


class _Climb:
    """Weights and what Adam remembers of their slopes."""

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self._mean, self._size = np.zeros_like(weights), np.zeros_like(weights)

    def step(self, slope: Floats, count: int) -> None:
        self._mean += (1 - DECAY[0]) * (slope - self._mean)
        self._size += (1 - DECAY[1]) * (slope**2 - self._size)
        mean, size = self._mean / (1 - DECAY[0] ** count), self._size / (1 - DECAY[1] ** count)
        self.weights -= RATE * (1 - count / (STEPS + 1)) * mean / (np.sqrt(size) + 1e-8)


def _rarity(samples: Sequence[Sample]) -> Floats:
    df = np.zeros(BUCKETS, np.float32)
    for sample in samples:
        for terms in _views(sample):
            df[np.unique(terms)] += 1
    return np.where(df > 1, np.log((1 + len(samples)) / (1 + df)) + 1, 0).astype(np.float32)


def _row(sample: Sample, rarity: Floats) -> Row:
    """Terms and values of all views. A term fewer than two texts had says nothing."""
    terms, values = [np.zeros(1, np.int64)], [np.zeros(1, np.float32)]
    for view in _views(sample):
        found, times = np.unique(view, return_counts=True)
        weights = (1 + np.log(times)).astype(np.float32) * rarity[found]
        terms.append(found)
        values.append(weights / max(float(np.linalg.norm(weights)), 1e-9))
    return np.concatenate(terms), np.concatenate(values).astype(np.float32)


def _views(sample: Sample) -> list[NDArray[np.int64]]:
    title, body = _tokens(sample.title), _tokens(sample.body[:BODY])
    return [_hashed("t", title), _hashed("b", body), _pieces([*title, *body])]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(bigrams(text.lower()))


def _hashed(view: str, tokens: Sequence[str]) -> NDArray[np.int64]:
    pairs = [f"{one} {other}" for one, other in pairwise(tokens)]
    return np.asarray([crc32(f"{view}:{term}".encode()) % BUCKETS for term in [*tokens, *pairs]], np.int64)


def _pieces(tokens: Sequence[str]) -> NDArray[np.int64]:
    return np.asarray([number for token in tokens for number in _cut(token)], np.int64)


@lru_cache(maxsize=6_000)
def _cut(word: str) -> tuple[int, ...]:
    framed = f" {word} "
    pieces = [framed[i : i + _PIECE] for i in range(max(1, len(framed) - _PIECE + 1))]
    return tuple(crc32(f"#{piece}".encode()) % BUCKETS for piece in pieces)


def _dense(sample: Sample) -> Floats:
    """A one, the stars, lengths and question marks, the meaning."""
    stars = [float(sample.rating == count) for count in range(1, 6)]
    lengths = [np.log1p(len(sample.body)) / 5, np.log1p(len(sample.title)) / 5]
    asks = [float("?" in sample.title), float("?" in sample.body)]
    plain = PLAIN * np.asarray([*stars, *lengths, *asks])
    return np.concatenate([[1.0], plain, MEANING * sample.meaning]).astype(np.float32)


def macro_f1(told: Sequence[str], suggested: Sequence[str]) -> float:
    """The mean over the labels people used of 2·hits / (told + suggested)."""
    pairs = list(zip(told, suggested, strict=True))
    scores = []
    for label in sorted(set(told)):
        hits = sum(one == other == label for one, other in pairs)
        either = sum((one == label) + (other == label) for one, other in pairs)
        scores.append(2 * hits / either)
    return sum(scores) / len(scores) if scores else 0.0
