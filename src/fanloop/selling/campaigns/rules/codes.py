"""Invitation codes: letters that can be read aloud, and what may be done with one."""

from dataclasses import dataclass
from typing import Literal

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters without 0 O, 1 I L and U: nobody has to guess, and fewer words come about by chance."""
LENGTH = 12
GROUP = 4
"""30 ** 12 codes: with a million out, a guess hits once in 5 * 10 ** 11."""
Why = Literal["", "unknown", "revoked", "ended", "soon", "taken", "spent", "given"]


@dataclass(frozen=True)
class Standing:
    """What is known of a code at a moment. `holder` is the fan whose it is, 0 for nobody; `gifts` how often given on."""

    holder: int = 0
    gifts: int = 0
    is_used: bool = False
    is_revoked: bool = False
    is_ended: bool = False
    is_open: bool = True


def letters(digest: bytes) -> str:
    """A code from at least 16 random bytes, in groups as it is written.

    >>> letters(bytes(32))
    '2222-2222-2222'
    """
    number, found = int.from_bytes(digest[:16], "big"), []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        found.append(ALPHABET[letter])
    return "-".join("".join(found[start : start + GROUP]) for start in range(0, LENGTH, GROUP))


def read(said: str) -> str:
    """The letters of a code however it was typed; empty for what cannot be one.

    >>> read(" abcd efgh-2345 "), read("O0O0-0000-0000")
    ('ABCDEFGH2345', '')
    """
    found = "".join(letter for letter in said.upper() if letter.isalnum())
    return found if len(found) == LENGTH and set(found) <= set(ALPHABET) else ""


def refusal(now: Standing, fan: int) -> Why:
    """Why `fan` cannot use this code; empty when it can be used."""
    if now.is_revoked:
        return "revoked"
    if now.is_ended:
        return "ended"
    if now.holder not in {0, fan}:
        return "taken"
    if now.is_used:
        return "spent"
    return "" if now.is_open else "soon"


def gift_refusal(now: Standing, fan: int) -> Why:
    """Why `fan` cannot hand this code on; it may be done before its window opens."""
    why = refusal(now, fan)
    if why and why != "soon":
        return why
    return "taken" if now.holder != fan else "given" if now.gifts else ""


def pieces_kept(codes: int, each: int, *, used: int, spent: int, revoked: int) -> int:
    """Pieces a batch keeps that is not over: those of codes that are neither used, spent nor revoked."""
    return (codes - used - spent - revoked) * each
