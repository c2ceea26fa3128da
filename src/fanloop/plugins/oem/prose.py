"""What was a page of a forum and was kept as plain text, as Markdown: code, logs and signatures as what they were.

The archive lost the marks of code, so runs of lines that read like it are fenced again; what only looks like Markdown is
escaped, so that `#define` is no heading and `2*3*4` is not slanted. Words of people are never changed.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from fanloop.foundation.text.machine import is_machine

_UNSEEN = re.compile("[\ufeff\u200b\u200e\u200f\x00-\x08\x0b\x0c\x0e-\x1f]")
_SIGNED = re.compile(r"[ \t]*\[signed\][ \t]*$|(?:\n[ \t]*\[(?:name|signed)\][ \t.,]*)+\s*\Z", re.MULTILINE)
_CALLED = re.compile(r"\[name\] \((@fan_[0-9a-f]+)(?: on this forum)?\)")
_LOOKS_MARKED = re.compile(r"^(\s{0,3})(#{1,6}(?=\s|$)|[+](?=\s)|[=-]{2,}\s*$|\[(?=[^\]\n]*\]:)|```|~~~|\|)")
_STAR = re.compile(r"(?<!^)(?<!\n)\*|^\*(?!\s)|`")
_MOST_BETWEEN = 1


def as_markdown(text: str) -> str:
    r"""The text as it should be drawn.

    >>> as_markdown("Try this:\nint x = 2*3;\ndelay(x);\nIt was *not* the wire.\n[signed]")
    'Try this:\n\n```\nint x = 2*3;\ndelay(x);\n```\n\nIt was \\*not\\* the wire.'
    """
    plain = _CALLED.sub(r"\1", _SIGNED.sub("", _UNSEEN.sub("", text.replace("\r\n", "\n"))))
    parts = [_fenced(lines) if is_code else _said(lines) for is_code, lines in _runs(plain.splitlines())]
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(part for part in parts if part)).strip()


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Lines in runs of code and of words; blanks and a single short line between two lines of code belong to it."""
    kinds = [is_machine(line) for line in lines]
    code = [at for at, is_code in enumerate(kinds) if is_code]
    for one, other in pairwise(code):
        between = [line for line in lines[one + 1 : other] if line.strip()]
        if len(between) <= _MOST_BETWEEN and all(len(line) < 60 for line in between) and other - one < 5:
            kinds[one:other] = [True] * (other - one)
    for is_code, run in groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0]):
        yield is_code, [line for _, line in run]


def _fenced(lines: Sequence[str]) -> str:
    """Code as code. Where each line stood in a paragraph of its own, the empty ones between them go."""
    empty = sum(not line.strip() for line in lines)
    kept = [line for line in lines if line.strip()] if empty * 3 >= len(lines) else lines
    mark = "~~~~" if any(line.lstrip().startswith("```") for line in kept) else "```"
    return "\n".join((mark, *(line.rstrip() for line in kept), mark))


def _said(lines: Sequence[str]) -> str:
    return "\n".join(_escaped(line) for line in lines).strip("\n")


def _escaped(line: str) -> str:
    line = _LOOKS_MARKED.sub(lambda found: f"{found[1]}\\{found[2]}", line)
    return _STAR.sub(lambda found: f"\\{found[0]}", line)


def around(text: str, phrase: str, *, longest: int = 240) -> str:
    """The sentence that holds a phrase, or the phrase where it is not found or the sentence is endless."""
    at = text.lower().find(phrase.lower())
    if at < 0:
        return phrase
    ends = [0, *(found.end() for found in re.finditer(r"[.!?]+(?=\s)\s*|\n+", text)), len(text)]
    start = max(end for end in ends if end <= at)
    stop = min(end for end in ends if end >= at + len(phrase))
    sentence = _SIGNED.sub("", text[start:stop]).strip()
    return sentence if len(phrase) <= len(sentence) <= longest else phrase
