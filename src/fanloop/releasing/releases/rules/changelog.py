"""A history of releases as one text: Keep a Changelog 1.1.0 (https://keepachangelog.com/en/1.1.0/), written and read.

What is written is read back the same. In what we write, a bare `#12` is an issue, a bare `@name` and words in
emphasis after “by” are people; in words of people these signs are escaped, so a title can never turn into a credit.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from fanloop.releasing.releases.rules.notes import escape

TYPES = ("added", "changed", "deprecated", "removed", "fixed", "security")
"""Kinds of changes, in the order in which the standard tells them."""
OF_OURS: Mapping[str, str] = {"new": "added", "improved": "changed", "fixed": "fixed"}
TO_OURS: Mapping[str, str] = {
    "added": "new",
    "changed": "improved",
    "deprecated": "improved",
    "removed": "improved",
    "fixed": "fixed",
    "security": "fixed",
}
UNRELEASED = "Unreleased"
HEAD = (
    "# Changelog",
    "All notable changes to {name} are told here.",
    "The format is [Keep a Changelog 1.1.0](https://keepachangelog.com/en/1.1.0/).",
)

_HANDLE = re.compile(r"[\w.+-]*\w", re.ASCII)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Item:
    """One change. `kind` is one of TYPES; `credits` made it, `thanks` are owed to who asked for it. `is_guessed` if nobody
    said its kind and the words had to tell; `line` is where it stood in a text that was read. Neither tells two items apart.
    """

    kind: str
    title: str
    words: str = ""
    issues: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()
    is_guessed: bool = field(default=False, compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Release:
    """One release; `number` is UNRELEASED for what is to come, `day` is None where nobody wrote it down."""

    number: str
    day: date | None
    items: tuple[Item, ...] = ()
    words: str = ""
    is_withdrawn: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Unread:
    """A place in a text that was not understood. Line 0 means the text as a whole.

    `why` is "empty", "twice", "long" or "day"; `values` are what its sentence speaks of.
    """

    line: int
    why: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Log:
    """Releases in the order of the text, and what was not understood."""

    releases: tuple[Release, ...] = ()
    unread: tuple[Unread, ...] = ()


def written(releases: Iterable[Release], *, name: str) -> str:
    """Markdown by Keep a Changelog: the latest first as handed in, one heading per kind, withdrawn ones marked YANKED."""
    head = "\n\n".join(HEAD).format(name=_plain(name))
    return "\n\n".join([head, *map(_release, releases)]) + "\n"


def _release(one: Release) -> str:
    day = f" - {one.day.isoformat()}" if one.day else ""
    head = f"## [{_plain(one.number)}]{day}{' [YANKED]' if one.is_withdrawn else ''}"
    return f"{head}\n\n{said}" if (said := section(one)) else head


def section(one: Release) -> str:
    """A release without its heading: its words, then its items by kind."""
    parts = [_plain(said) for said in one.words.split("\n\n") if said.strip()]
    for kind in TYPES:
        items = [_item(item) for item in one.items if item.kind == kind]
        if items:
            parts.append(f"### {kind.title()}\n\n" + "\n".join(items))
    return "\n\n".join(parts)


def _item(item: Item) -> str:
    issues = f" ({', '.join(f'#{number}' for number in item.issues)})" if item.issues else ""
    people = f" by {', '.join(map(_person, item.credits))}" if item.credits else ""
    thanks = f" thanks to {', '.join(map(_person, item.thanks))}" if item.thanks else ""
    first = f"- {_plain(item.title)}{issues}{people}{thanks}"
    return f"{first}\n\n  {_plain(item.words)}" if item.words.strip() else first


def _person(name: str) -> str:
    return f"@{name}" if _HANDLE.fullmatch(name) else f"*{_plain(name)}*"


def _plain(text: str) -> str:
    """Words of people on one line, letter by letter, so that no sign of ours can stand in them."""
    return escape(text).replace("@", r"\@").replace(":", r"\:")


def unescaped(text: str) -> str:
    """What `_plain` made is words again: `50 # of @home`, each sign without the stroke before it."""
    return _ESCAPED.sub(r"\1", text)


def ours(item: Item) -> str:
    """The kind as changes here have it."""
    return TO_OURS[item.kind]
