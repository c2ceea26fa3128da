"""Which of many voices mean one need, when a whole archive comes in and nobody can look at each pair.

Two voices are alike when their titles and what stands below agree, each in words and in meaning; a log that both pasted, or a
device that both name, is no agreement. Groups are stars: the voice with most neighbours leads, each member is like the leader
itself, so no chain drifts from one thing to another; two stars join where more than one link holds them. All of it is a suggestion that a person may undo.

Measured by reading: of 127 pairs found among 2,650 voices of a makers' forum, 110 ask for the same, the others for something beside
it. At WHOLE = .52 there are 190, of which 6 of 7 are right; without the titles pasted logs win and half are wrong.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from fanloop.foundation.search.meaning import Encoder, Vectors
from fanloop.foundation.text.machine import is_machine
from fanloop.listening.voices.rules.grouping import grouped
from fanloop.listening.voices.rules.similarity import MEANING, Corpus, Floats, Text, fingerprints
from fanloop.listening.voices.rules.titles import clean, matter

WHOLE, MEANT = 0.55, 0.52
TITLE_WORDS, TITLE_MEANT = 0.38, 0.58
CITED = 0.4
"""What two voices need that somebody said to be the same: read one by one, most citations only say "see also"."""
_SIGNS = 600
_BLOCK = 512
_FIRM = 2

Pair = tuple[str, str]


def spoken(text: str) -> str:
    r"""The beginning of what somebody said in their own words: lines of code, logs and readings are left out.

    >>> spoken("It fails:\ndelay(2);\n12:00:01 socket closed\nWhy?")
    'It fails: Why?'
    """
    kept = [line.strip() for line in text[: 10 * _SIGNS].splitlines() if not is_machine(line)]
    return " ".join(kept)[:_SIGNS]


def alike(texts: Sequence[Text], encoder: Encoder, cited: Iterable[Pair] = ()) -> list[Pair]:
    """Pairs of keys whose texts mean the same, each once. `cited` pairs were said to be the same and need less.

    Quadratic in numbers, but meaning is compared by blocks of a matrix, and words only where that agrees.
    """
    archive = _Archive(texts, encoder)
    near, named = archive.meant_alike(), archive.places(cited)
    near |= {one: near.get(one, set()) | others for one, others in named.items()}
    return sorted(
        archive.pair(one, other)
        for one, others in near.items()
        for other in archive.said_alike(one, others, named.get(one, set()))
    )


class _Archive:
    """The texts twice over: what stands above alone, and the whole."""

    def __init__(self, texts: Sequence[Text], encoder: Encoder) -> None:
        self._said = [Text(text.key, clean(text.title), spoken(text.body)) for text in texts]
        self._titles = [Text(text.key, matter(text.title), "") for text in texts]
        self._vectors = fingerprints(self._said, encoder)
        self._title_vectors = encoder.encode([text.title for text in self._titles])
        self._whole = Corpus(self._said, self._vectors, size=encoder.size)
        self._above = Corpus(self._titles, self._title_vectors, size=encoder.size)

    def places(self, pairs: Iterable[Pair]) -> dict[int, set[int]]:
        """The lower place of each pair that is known → the higher ones."""
        at = {text.key: place for place, text in enumerate(self._said)}
        found: dict[int, set[int]] = {}
        for one, other in pairs:
            if one != other and {one, other} <= at.keys():
                low, high = sorted((at[one], at[other]))
                found.setdefault(low, set()).add(high)
        return found

    def pair(self, one: int, other: int) -> Pair:
        return self._said[one].key, self._said[other].key

    def meant_alike(self) -> dict[int, set[int]]:
        """For each text the later ones that mean the same, both above and whole."""
        whole, above = _centred(self._vectors), _centred(self._title_vectors)
        found: dict[int, set[int]] = {}
        for start in range(0, len(whole), _BLOCK):
            block = slice(start, start + _BLOCK)
            both = (whole[block] @ whole.T >= MEANT) & (above[block] @ above.T >= TITLE_MEANT)
            for row, other in zip(*np.nonzero(both), strict=True):
                if start + row < other:
                    found.setdefault(start + int(row), set()).add(int(other))
        return found

    def said_alike(self, one: int, others: set[int], cited: set[int]) -> Iterator[int]:
        """Those of `others` that agree in words too."""
        above = self._above.scores(self._titles[one].title, "", self._title_vectors[one])[0]
        fit = [other for other in others if other in cited or above[other] >= TITLE_WORDS]
        if not fit:
            return
        text = self._said[one]
        words, meaning = self._whole.scores(text.title, text.body, self._vectors[one])
        for other in fit:
            score = words[other] + MEANING * meaning[other]
            if score >= (CITED if other in cited else WHOLE):
                yield other


def _centred(rows: Vectors) -> Floats:
    """Rows about their mean, of length 1; what has no meaning stays nothing."""
    has_meaning = np.linalg.norm(rows, axis=1, keepdims=True) > 0
    apart = np.where(has_meaning, rows - rows.sum(axis=0) / (len(rows) + 50), 0)
    return np.asarray(apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-6), np.float32)


def gathered(keys: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Keys in groups: stars, and those stars together that two pairs or more link.

    >>> gathered([1, 2, 3, 4, 5], [(1, 2), (2, 3), (3, 4)])
    [[2, 1, 3], [4], [5]]
    """
    linked = {(min(pair), max(pair)) for pair in pairs}
    stars = _stars(keys, linked)
    at = {key: place for place, star in enumerate(stars) for key in star}
    crossing = Counter(
        (min(at[one], at[other]), max(at[one], at[other]))
        for one, other in linked
        if {one, other} <= at.keys() and at[one] != at[other]
    )
    firm = [places for places, links in crossing.items() if links >= _FIRM]
    joined = grouped(range(len(stars)), firm)
    return [[key for place in group for key in stars[place]] for group in joined]


def _stars(keys: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Whoever has most neighbours left, of equals the lowest, leads them all; the leader is first."""
    near: dict[int, set[int]] = {key: set() for key in keys}
    for one, other in pairs:
        if one in near and other in near and one != other:
            near[one].add(other)
            near[other].add(one)
    groups: list[list[int]] = []
    while near:
        leader = min(near, key=lambda key: (-len(near[key]), key))
        group = [leader, *sorted(near[leader])]
        groups.append(group)
        for key in group:
            for neighbour in near.pop(key):
                if neighbour in near:
                    near[neighbour].discard(key)
    return groups
