"""The kinds a voice can have, where it may come from, and how a forum's weak label becomes a kind."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["idea", "bug", "question", "praise", "experience"]
Source = Literal["site", "forum", "device", "email", "api", "import", "report", "embed"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SOURCES: tuple[Source, ...] = get_args(Source)

TELLS: frozenset[Kind] = frozenset({"praise", "experience"})
"""Kinds that tell and ask for nothing: nobody has to gather them."""

WITH_DEVICE: frozenset[Kind] = frozenset({"bug", "question"})
"""Kinds whose form asks on which device."""

_WORDS: dict[str, Kind] = {
    "idea": "idea",
    "feature": "idea",
    "feature_request": "idea",
    "request": "idea",
    "wish": "idea",
    "enhancement": "idea",
    "suggestion": "idea",
    "proposal": "idea",
    "bug": "bug",
    "bug_report": "bug",
    "problem": "bug",
    "issue": "bug",
    "defect": "bug",
    "regression": "bug",
    "praise": "praise",
    "thanks": "praise",
    "showcase": "praise",
    "question": "question",
    "help": "question",
    "support": "question",
    "q&a": "question",
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


def named(labels: Iterable[str]) -> Kind | None:
    """The kind that the first label with a meaning names, such as `type: bug` or `Feature requests`; None where none does.

    >>> [named(["ui", "kind/bug"]), named(["Feature Requests"]), named(["firmware"]), named(["Q&A"])]
    ['bug', 'idea', None, 'question']
    """
    for label in labels:
        last = re.split(r"[:/]", label)[-1].strip().lower()
        for word in (last, last.removesuffix("s"), last.split(" ")[0], last.split(" ")[0].removesuffix("s")):
            if word.replace(" ", "_") in _WORDS:
                return guess(word)
    return None


_SIGNS: tuple[tuple[Kind, str], ...] = (
    ("praise", r"\b(thank(s| you)|love (it|this)|well done)\b|谢谢|太棒|喜欢"),
    (
        "bug",
        r"\b(crash\w*|broken|bug|error|fails?|freez\w*|(does|is|did|will)(n't| not) (work|start|open|charge|connect)\w*)\b|崩溃|坏了|错误|闪退|死机",
    ),
    ("question", r"^\W*(how|what|when|where|which|who|why|can i|is there|does it)\b|[?？]\s*$|怎么|如何|吗"),
    (
        "idea",
        r"\b(would be (nice|great|good)|please (add|make|let)|i wish|could you|should)\b|希望|建议|能不能",
    ),
)


def plainly(words: str) -> Kind | None:
    """The kind that plain signs in English or Chinese words speak for, while there is nothing to learn from.

    >>> [plainly(text) for text in ("How do I dim it?", "It crashes at night", "I wish it were red", "Lamp")]
    ['question', 'bug', 'idea', None]
    """
    return next((kind for kind, signs in _SIGNS if re.search(signs, words, re.IGNORECASE)), None)
