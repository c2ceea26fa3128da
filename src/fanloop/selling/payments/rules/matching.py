"""Whose money is this? A line of a bank statement is held against the payments we wait for.

Certain is only what names its reference, with one slip of the fingers at most, in the right currency and to
the cent. Everything else is a suggestion for a person. Nothing is ever guessed from a name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from fanloop.selling.payments.rules.references import HEAD

Why = Literal["reference", "slip", "other_amount", "other_currency", "amount"]
ORDER: tuple[Why, ...] = ("reference", "slip", "other_amount", "other_currency", "amount")
MOST_SUGGESTIONS = 5
_LOOKALIKE = str.maketrans({"O": "Q", "0": "Q", "I": "J", "1": "J", "L": "J", "U": "V"})
"""Letters that no reference holds, as what they were misread from most often."""


@dataclass(frozen=True)
class Waiting:
    """A payment we wait for: `minor` units of `currency` are still missing."""

    payment: int
    reference: str
    minor: int
    currency: str


@dataclass(frozen=True)
class Suggestion:
    """A payment that a line may be for, and why we think so."""

    payment: int
    why: Why


@dataclass(frozen=True)
class Match:
    """What became of one line: the payment it certainly is for, or what a person may choose from."""

    payment: int | None
    suggestions: tuple[Suggestion, ...] = ()


def bare(text: str) -> str:
    """Letters and digits alone, large: `fl 7k3mq/92qdc` reads `FL7K3MQ92QDC`."""
    return "".join(each for each in text.upper() if each.isascii() and each.isalnum())


def slips(words: str, reference: str) -> int:
    """The fewest slips (a wrong, missing, extra or swapped letter) with which `words` name `reference`: 0, 1, or 2 for more."""
    said, wanted = bare(words), bare(reference)
    if wanted in said:
        return 0
    if wanted.removeprefix(HEAD) in said:
        return 1
    read = _read(wanted)
    near = (
        DamerauLevenshtein.distance(_read(part), read, score_cutoff=1) for part in _parts(said, len(wanted))
    )
    return min(near, default=2)


def match(words: str, minor: int, currency: str, waiting: Sequence[Waiting]) -> Match:
    """Hold one line that brought `minor` units against what we wait for."""
    found = [
        Suggestion(each.payment, why)
        for each in waiting
        if (why := _why(slips(words, each.reference), minor, currency, each))
    ]
    exact = [each for each in found if each.why == "reference"]
    certain = exact or [each for each in found if each.why == "slip"]
    if len(certain) == 1:
        return Match(certain[0].payment, tuple(certain))
    found.sort(key=lambda each: (ORDER.index(each.why), each.payment))
    return Match(None, tuple(found[:MOST_SUGGESTIONS]))


def _parts(said: str, length: int) -> Iterator[str]:
    """Where a reference with a slip may stand: wherever either letter of its head does."""
    for start, letter in enumerate(said):
        if letter in HEAD:
            yield from (said[start : start + size] for size in (length - 1, length, length + 1))


def _read(text: str) -> str:
    """The text with what is easily misread written as one letter; the head stays as it is."""
    head, rest = text[:2], text[2:]
    return head + rest.translate(_LOOKALIKE)


def _why(distance: int, minor: int, currency: str, each: Waiting) -> Why | None:
    same = minor == each.minor
    if distance <= 1:
        if currency != each.currency:
            return "other_currency"
        if not same:
            return "other_amount"
        return "slip" if distance else "reference"
    return "amount" if same and currency == each.currency else None
