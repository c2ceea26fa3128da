"""What moderation must know of the floors above: whose words stand behind a reference, and where they were said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from fanloop.foundation.refs import ids_by_kind


@dataclass(frozen=True)
class Subject:
    """What can be flagged: who wrote it (nobody where the author is unknown), the words, and the place.

    `scope` is a reference such as `community.space:3`, empty where it belongs to no place. `title` heads the words.
    `readers`: the fans who may see it, None where everybody may.
    """

    author_id: int | None
    words: str
    scope: str = ""
    title: str = ""
    at: datetime | None = None
    readers: frozenset[int] | None = None

    def read_by(self, fan_id: int | None) -> bool:
        """Whether this fan may see the words at all; who may not cannot report them either."""
        return self.readers is None or fan_id in self.readers


Resolve = Callable[[set[int]], dict[int, Subject]]
_kinds: dict[str, Resolve] = {}


def subject(kind: str) -> Callable[[Resolve], Resolve]:
    """Register who answers for a kind: `def topics(ids: set[int]) -> dict[int, Subject]`, one query for a set."""

    def register(resolve: Resolve) -> Resolve:
        _kinds[kind] = resolve
        return resolve

    return register


def kinds() -> list[str]:
    """Every kind that can be flagged."""
    return sorted(_kinds)


def subjects(abouts: Iterable[str]) -> dict[str, Subject]:
    """Reference → what stands behind it; unknown kinds and rows that are gone are left out."""
    return {
        f"{kind}:{number}": found
        for kind, ids in ids_by_kind(abouts).items()
        if kind in _kinds
        for number, found in _kinds[kind](ids).items()
    }
