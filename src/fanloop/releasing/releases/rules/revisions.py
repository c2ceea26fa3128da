"""What changed between two texts, so that a person can read it: lines that came or went, and words within a line.

Source of the matching: Python's difflib (Ratcliff and Obershelp's gestalt matching).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

CAME, WENT, STAYED = "+", "-", ""
ALIKE = 0.5
"""Lines that share less than this are told as one that went and one that came."""
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """Some words of a line: `sign` says whether they came, went or stayed."""

    sign: str
    text: str


Line = tuple[Piece, ...]


def compared(before: str, after: str) -> list[Line]:
    """All lines of both texts in order. Without what came it is `before`, without what went `after`."""
    old, new = before.split("\n"), after.split("\n")
    found: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [(Piece(STAYED, line),) for line in old[a:b]]
        else:
            found += _replaced(old[a:b], new[c:d])
    return found


def shortened(lines: Sequence[Line], *, around: int = 1) -> list[Line | None]:
    """The lines that changed with some that stand around them; None where lines are left out."""
    near = {
        place + step
        for place, line in enumerate(lines)
        if any(piece.sign for piece in line)
        for step in range(-around, around + 1)
    }
    found: list[Line | None] = []
    for place, line in enumerate(lines):
        if place in near:
            found.append(line)
        elif near and (not found or found[-1] is not None):
            found.append(None)
    return found


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Lines in pairs where they are much alike; all others went or came whole."""
    pairs = min(len(old), len(new))
    for one, other in zip(old[:pairs], new[:pairs], strict=True):
        was, becomes = _TOKENS.findall(one), _TOKENS.findall(other)
        words = SequenceMatcher(None, was, becomes, autojunk=False)
        if one.strip() and other.strip() and words.ratio() >= ALIKE:
            yield tuple(_pieces(words, was, becomes))
        else:
            yield (Piece(WENT, one),)
            yield (Piece(CAME, other),)
    yield from ((Piece(WENT, line),) for line in old[pairs:])
    yield from ((Piece(CAME, line),) for line in new[pairs:])


def _pieces(words: SequenceMatcher[str], was: Sequence[str], becomes: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in words.get_opcodes():
        if tag == "equal":
            yield Piece(STAYED, "".join(was[a:b]))
            continue
        if b > a:
            yield Piece(WENT, "".join(was[a:b]))
        if d > c:
            yield Piece(CAME, "".join(becomes[c:d]))
