"""The six kinds a need can stand in; the names of statuses are the maker's, the kinds are what the house understands."""

from typing import Literal, get_args

Kind = Literal["open", "planned", "building", "shipped", "declined", "duplicate"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TONES = ("", "kept", "risk", "loop", "line")
"""Colour tokens of the design system; the empty one is the calm blue-grey."""

TONE_OF: dict[Kind, str] = {
    "open": "line",
    "planned": "",
    "building": "loop",
    "shipped": "kept",
    "declined": "line",
    "duplicate": "line",
}
PROMISED: frozenset[str] = frozenset({"planned", "building"})
"""Kinds that are a promise; entering one makes it."""

ENDED: frozenset[str] = frozenset({"shipped", "declined"})
"""Kinds that end a need; entering one gives the votes back."""

ON_ROADMAP: frozenset[str] = PROMISED
"""Kinds whose default status is shown on the roadmap."""


def asks_why(kind: str) -> bool:
    """A promise and a refusal need a reason; the fans who asked will read it."""
    return kind in PROMISED or kind == "declined"


def may_choose(kind: str) -> bool:
    """Whether people choose this kind by hand: a duplicate is made by joining, never by a word."""
    return kind != "duplicate"
