"""Watched words: whole words where words have spaces, any place where they have none."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_RUN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUNS = re.compile(f"([{_RUN}]+)")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


@dataclass(frozen=True)
class Watched:
    """`language` empty: in every language. `effect` is block, hold or flag. A `*` stands for any letters."""

    word: str
    effect: str
    language: str = ""


def folded(text: str) -> str:
    """One shape for what looks alike: width, case, and signs nobody sees."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


def found(text: str, watched: Iterable[Watched], *, language: str = "") -> list[Watched]:
    """Which of the words stand in the text. Where its language is unknown, words of all languages are looked for.

    >>> words = [Watched("casino*", "hold"), Watched("博彩", "block")]
    >>> [each.word for each in found("Best Casinos, 在线 博 彩", words)]
    ['casino*', '博彩']
    """
    plain = folded(text)
    spaced = _RUNS.sub(r" \1 ", plain)
    dense = re.sub(r"\s+", "", plain)
    return [
        each
        for each in watched
        if each.word.strip()
        and (not each.language or not language or each.language == language)
        and _stands(each, spaced, dense)
    ]


def _stands(watched: Watched, spaced: str, dense: str) -> bool:
    word = folded(watched.word).strip()
    if _RUNS.search(word):
        return re.sub(r"\s+", "", word) in dense
    shape = r"\w*".join(re.escape(part) for part in word.split("*"))
    return re.search(rf"(?<!\w){shape}(?!\w)", spaced) is not None
