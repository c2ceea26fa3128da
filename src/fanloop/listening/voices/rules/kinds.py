"""The kinds a voice can have, where it may come from, and how a forum's weak label becomes a kind."""

from typing import Literal, get_args

Kind = Literal["idea", "bug", "question", "praise"]
Source = Literal["site", "forum", "device", "email", "api", "import", "report"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SOURCES: tuple[Source, ...] = get_args(Source)

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


def guess(weak_kind: str) -> Kind:
    """The kind behind a weak label; a label nobody knows is a question, because that asks for an answer."""
    return _WORDS.get(weak_kind.strip().lower().replace(" ", "_"), "question")
