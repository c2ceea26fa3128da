"""What somebody typed, taken apart: words, "exact words", -without, and name:value to narrow.

>>> asked = take_apart('dim "one percent" -clamp person:mira')
>>> asked.words, asked.narrowed
(('dim', '"one percent"', '-clamp'), {'person': ('mira',)})
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fanloop.foundation.search.words import has_runs, pairs_of, runs_of

NARROWING = ("person", "kind", "in", "language", "before", "after")
_TERM = re.compile(r'(-?)(?:(\w+):("[^"]*"|\S+)|"([^"]*)"|(\S+))')
_PLAIN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SHORTEST = 4
MOST = 24


@dataclass(frozen=True)
class Asked:
    """A question. `words` are as they were typed, quotes and minus with them; `narrowed` is name → values."""

    words: tuple[str, ...]
    narrowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """Single words that must be there, without quotes: those that may be mistyped."""
        return tuple(word for word in self.words if _PLAIN.fullmatch(word) and not has_runs(word))

    @cached_property
    def mistakable(self) -> tuple[str, ...]:
        """Words long enough that a letter more or less still means the same."""
        return tuple(
            word for word in self.wanted if len(word) >= SHORTEST and not any(map(str.isdigit, word))
        )

    @cached_property
    def pairs(self) -> tuple[str, ...]:
        """Neighbouring characters of Chinese, Japanese and Korean runs that must be there."""
        found = (
            pair
            for word in self.words
            if word[0] not in '-"'
            for run in runs_of(word)
            for pair in pairs_of(run)
        )
        return tuple(dict.fromkeys(pair for pair in found if len(pair) > 1))

    def instead(self, better: Mapping[str, str]) -> "Asked":
        """The same question with other words in the place of some."""
        return Asked(tuple(better.get(word, word) for word in self.words), self.narrowed)

    def without_runs(self) -> "Asked":
        return Asked(
            tuple(word for word in self.words if word[0] in '-"' or not has_runs(word)), self.narrowed
        )


def take_apart(text: str, *, names: Collection[str] = NARROWING) -> Asked:
    """Read a question. A colon behind any other word is a part of the word; at most MOST terms are read."""
    words: list[str] = []
    narrowed: dict[str, list[str]] = {}
    for found in list(_TERM.finditer(text.replace("\0", "")))[:MOST]:
        minus, name, value, exact, word = found.groups()
        if name and name.lower() in names and not minus:
            narrowed.setdefault(name.lower(), []).append(value.strip('"'))
            continue
        said = f'"{exact}"' if exact is not None else (word or f"{name}:{value}")
        if said.strip('"- '):
            words.append(minus + said)
    return Asked(tuple(words), {name: tuple(values) for name, values in narrowed.items()})


def as_query(words: Collection[str]) -> str:
    """Words for `websearch_to_tsquery`: what has no spaces between its words becomes pairs, in a phrase where it is exact.

    >>> as_query(["亮度太", '"亮度太"', "-亮度太", "lamp"])
    '亮度 度太 "亮度 度太" -"亮度 度太" lamp'
    """
    return " ".join(_prepared(word) for word in words)


def _prepared(word: str) -> str:
    if not has_runs(word):
        return word
    minus, said = ("-", word[1:]) if word[0] == "-" else ("", word)
    tokens = " ".join(
        " ".join(pairs_of(part)) if has_runs(part) else part for part in _parts(said.strip('"'))
    )
    return f'{minus}"{tokens}"' if minus or said[0] == '"' else tokens


def _parts(text: str) -> list[str]:
    """Runs without spaces and what stands between them."""
    parts, end = [], 0
    for run in runs_of(text):
        start = text.index(run, end)
        parts += [text[end:start], run]
        end = start + len(run)
    return [part for part in [*parts, text[end:]] if part.strip()]
