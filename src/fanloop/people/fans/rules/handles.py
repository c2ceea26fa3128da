"""Handles: what a person is called in addresses and credits. Small ASCII, so that it can be typed anywhere."""

import re
import unicodedata
from collections.abc import Container, Iterable

LONGEST = 40
_SHAPE = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_OTHER = re.compile(r"[^a-z0-9._-]+")
_GONE = "left-"
RESERVED = frozenset({"me", "admin", "desk", "staff", "team", "support", "fanloop"})


def problem_with(handle: str) -> str:
    """What is wrong with a chosen handle, or nothing.

    >>> problem_with("mira.k")
    ''
    """
    if not 2 <= len(handle) <= LONGEST:
        return "length"
    if not _SHAPE.fullmatch(handle):
        return "shape"
    if handle in RESERVED or handle.startswith(_GONE):
        return "reserved"
    return ""


def cleaned(raw: str) -> str:
    """The nearest handle to what somebody is called elsewhere; never a problem, though not yet unique.

    >>> cleaned("José Ángel!")
    'jose-angel'
    >>> cleaned("李雷")
    'fan'
    """
    plain = unicodedata.normalize("NFKD", raw).encode("ascii", "ignore").decode().lower()
    handle = _OTHER.sub("-", plain)[: LONGEST - 8].strip("._-")
    return handle if not problem_with(handle) else f"fan-{handle}".rstrip("._-")


def told_apart(raw: Iterable[str], taken: Container[str]) -> list[str]:
    """A handle for each, in order, unlike all `taken` and each other: `ada`, `ada-2`, `ada-3` …"""
    given: set[str] = set()
    next_number: dict[str, int] = {}
    handles = []
    for text in raw:
        stem = handle = cleaned(text)
        while handle in taken or handle in given:
            number = next_number[stem] = next_number.get(stem, 1) + 1
            handle = f"{stem}-{number}"
        given.add(handle)
        handles.append(handle)
    return handles


def gone(code: str) -> str:
    """What stands in the handle's place when a person was erased."""
    return f"{_GONE}{code}"
