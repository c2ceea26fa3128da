"""The kinds a voice can have, where it may come from, and how a forum's weak label becomes a kind."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["idea", "bug", "question", "praise"]
Source = Literal["site", "forum", "device", "email", "api", "import", "report"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SOURCES: tuple[Source, ...] = get_args(Source)

WITH_DEVICE: frozenset[Kind] = frozenset({"bug", "question"})
"""Kinds whose form asks on which device."""

_WORDS: dict[str, Kind] = {
    "idea": "idea",
    "feature": "idea",
    "feature_request": "idea",
    "request": "idea",
    "wish": "idea",
    "bug": "bug",
    "bug_report": "bug",
    "problem": "bug",
    "issue": "bug",
    "praise": "praise",
    "thanks": "praise",
    "showcase": "praise",
    "question": "question",
    "help": "question",
}


@dataclass(frozen=True)
class Detail:
    """What a form asks besides the words: the device, its build, how to see it, what was expected and what came."""

    line_id: int | None = None
    variant: str = ""
    build: str = ""
    steps: str = ""
    expected: str = ""
    got: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Detail()


def guess(weak_kind: str) -> Kind:
    """The kind behind a weak label; a label nobody knows is a question, because that asks for an answer."""
    return _WORDS.get(weak_kind.strip().lower().replace(" ", "_"), "question")
