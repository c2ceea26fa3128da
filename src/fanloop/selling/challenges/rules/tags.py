"""Words behind a #, in any script, folded so that one tag has one page."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 40
_IN_TEXT = re.compile(r"(?<![\w&/#])[#\uff03](\w{1,40})(?!\w)")


def tag_of(text: str) -> str:
    """The one form of a tag, without its #; empty for what is none: no letters, too long, more than one word.

    >>> tag_of("#FirstLight"), tag_of("＃第一缕光"), tag_of("two words"), tag_of("2026")
    ('firstlight', '第一缕光', '', '')
    """
    bare = unicodedata.normalize("NFKC", text).strip().removeprefix("#").casefold()
    is_word = bare.replace("_", "a").isalnum() and any(sign.isalpha() for sign in bare)
    return bare if is_word and len(bare) <= LONGEST else ""


def tags_in(text: str) -> tuple[str, ...]:
    """Every tag of a text, folded, each once, in the order they are said.

    >>> tags_in("#Dawn at six, see https://a.example/#no and #dawn #窗")
    ('dawn', '窗')
    """
    found = (tag_of(match[1]) for match in _IN_TEXT.finditer(text))
    return tuple(dict.fromkeys(tag for tag in found if tag))


def parts_of(text: str) -> list[tuple[str, str]]:
    """The text cut into (words, tag): words of a tag come with its folded form, others with nothing.

    >>> parts_of("see #Dawn!")
    [('see ', ''), ('#Dawn', 'dawn'), ('!', '')]
    """
    parts, last = [], 0
    for match in _IN_TEXT.finditer(text):
        if tag := tag_of(match[1]):
            parts += [(text[last : match.start()], ""), (match[0], tag)]
            last = match.end()
    return [part for part in [*parts, (text[last:], "")] if part[0]]
