"""Text as a bag of numbers: stems, pairs of stems, and the four-letter pieces of each word, counted under one hash.

Stems bring "freezes" and "freezing" together, pairs keep "dark mode" apart from "mode", pieces survive typing errors and
words written as one. Chinese, Japanese and Korean come as overlapping pairs of signs. A hash needs no dictionary in
memory; among 2^18 numbers a collision is rare and costs a little rank, never an error.
"""

import re
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from fanloop.foundation.search.words import bigrams

Terms = NDArray[np.int32]
Counts = NDArray[np.float32]
BUCKETS = 1 << 18
TITLE = 3
_PIECE = 4
_WORD = re.compile(r"\w+")
_SAYS_NOTHING = """
a about after all also am an and any are as at be because been before being but by can could did do does done
for from further get had has have having he hence her here hers him his how however i if in into is it its
itself just me more most my no nor not now of off on once only or other our out over own per please rather re
same she should since so some still such than that the their them then there these they this those though
through thus to too under until up us very via was we were what when where whether which while who whom why
will with within without would yet you your
"""
_STOP = frozenset(_SAYS_NOTHING.split())


@lru_cache(maxsize=6_000)
def stem(word: str) -> str:
    """A light English stem: plural, -ing, -ed, and the endings that make nouns and adverbs.

    >>> [stem(word) for word in ("freezes", "freezing", "batteries", "crashed", "is", "installation")]
    ['freez', 'freez', 'batteri', 'crash', 'is', 'install']
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    return _without_y(_without_suffix(_without_tense(_singular(word))))


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_tense(word: str) -> str:
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and re.search("[aeiouy]", root):
            return root[:-1] if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz" else root
    return word


def _without_suffix(word: str) -> str:
    word = word[:-1] if word.endswith("e") and len(word) > 4 else word
    for ending in ("ation", "ment", "ness", "ly"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 3:
            return root
    return word


def _without_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and len(word) > 4 else word


def words(text: str) -> list[str]:
    return [word for word in _WORD.findall(bigrams(text.lower())) if word not in _STOP]


@lru_cache(maxsize=6_000)
def _numbers(word: str) -> tuple[int, ...]:
    """The numbers of one word: its stem first, then its pieces."""
    framed = f" {word} "
    pieces = [framed[i : i + _PIECE] for i in range(max(1, len(framed) - _PIECE + 1))]
    return (crc32(stem(word).encode()), *(crc32(f"#{piece}".encode()) for piece in pieces))


def _terms(text: str) -> list[int]:
    known = [_numbers(word) for word in words(text)]
    pairs = [crc32(b"%d %d" % (one[0], other[0])) for one, other in pairwise(known)]
    return [number for numbers in known for number in numbers] + pairs


def bag(title: str, body: str) -> tuple[Terms, Counts]:
    """Distinct terms and 1 + log of how often each comes; the title counts three times. Never empty: term 0 stands in."""
    counted = _terms(title) * TITLE + _terms(body)
    if not counted:
        return np.zeros(1, np.int32), np.zeros(1, np.float32)
    terms, times = np.unique(np.asarray(counted, np.int64) % BUCKETS, return_counts=True)
    return terms.astype(np.int32), (1 + np.log(times)).astype(np.float32)
