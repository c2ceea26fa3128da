"""The one form all readers produce, piece by piece. A thread comes before what belongs to it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from fanloop.listening.voices.rules.kinds import Kind
from fanloop.plugins.reading import Problems


@dataclass(frozen=True)
class Person:
    """Somebody as they are called there; `key` tells them apart and holds no address."""

    key: str
    handle: str
    name: str = ""


@dataclass(frozen=True)
class Place:
    """A category, repository or board: it becomes a space, unless one was chosen for everything."""

    key: str
    name: str


@dataclass(frozen=True)
class End:
    """How a thread ended there, and what was said about it."""

    outcome: Literal["shipped", "declined"]
    because: str
    at: datetime


@dataclass(frozen=True)
class Thread:
    """A topic. With a `kind` it is a voice too; ideas and bugs are needs, which may have ended."""

    key: str
    place: str
    title: str
    words: str
    at: datetime
    author: Person | None = None
    kind: Kind | None = None
    guessed: bool = True
    end: End | None = None


@dataclass(frozen=True)
class Reply:
    """One reply; `answers` is the key of the reply it answers, `settles` marks the accepted one."""

    key: str
    thread: str
    words: str
    at: datetime
    author: Person | None = None
    answers: str = ""
    depth: int = 0
    settles: bool = False


@dataclass(frozen=True)
class Support:
    """Somebody wanted this too."""

    key: str
    thread: str
    at: datetime
    by: Person


@dataclass(frozen=True)
class Same:
    """Two threads were said to mean the same there."""

    one: str
    other: str


Piece = Place | Thread | Reply | Support | Same


@dataclass
class Reading:
    """What goes with one reading: what was not understood, and what is counted but stays behind, by reason.

    `columns` are columns of a table as a person named them, our name → theirs. `now` stands in for a date that is missing.
    `forum` is a host that goes into the keys, where a place needs one to be told from others of its kind.
    """

    now: datetime
    problems: Problems = field(default_factory=Problems)
    left: Counter[str] = field(default_factory=Counter)
    columns: Mapping[str, str] = field(default_factory=dict)
    forum: str = ""
    seen_columns: dict[str, str] = field(default_factory=dict)
