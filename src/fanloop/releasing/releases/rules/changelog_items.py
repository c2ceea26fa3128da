"""One line of a changelog as its parts: what changed, which issues it names, whom it thanks. Many dialects, one item."""

import re
from dataclasses import dataclass

from fanloop.releasing.releases.rules.changelog import Item, unescaped

LONGEST = 400

_TEXT = r"(?:\\.|[^\[\]\\])*"
_LINK = re.compile(rf"(?<![\\!])\[({_TEXT})\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_ROLE = re.compile(r":(\w+):`([^`]*)`")
_BOLD = re.compile(r"(?<!\\)\*\*((?:\\.|[^*\\])+)\*\*")
_ELSEWHERE = re.compile(r"(?<![\\\w])[\w.-]+(?:/[\w.-]+)?#(?=\d)")
_BARE_ISSUE = re.compile(r"(?<![\\&])#(\d+)")
_PERSON = r"(?:@[\w.+-]*\w|\*(?:\\.|[^*\\])+\*)"
_PEOPLE = rf"{_PERSON}(?:(?:,\s|\sand\s){_PERSON})*"
_ENDS = {
    "commit": re.compile(r"\s(?<!\\)\([0-9a-f]{7,40}\)$"),
    "kind": re.compile(r"\s\(((?:new|breaking|notable)-[a-z]+)\)$"),
    "pull": re.compile(r"\s(?:in\s+)?https?://\S+/(?:pull|issues|merge_requests)/(\d+)$"),
    "issues": re.compile(
        r"\s\(?(?:(fix(?:e[sd])?|close[sd]?|resolve[sd]?|see|ref)\s)?(#\d+(?:,\s?#\d+)*)\)?$", re.IGNORECASE
    ),
    "credits": re.compile(rf"(?:^|\s)\(?by\s({_PEOPLE})\)?$", re.IGNORECASE),
    "thanks": re.compile(rf"(?:^|\s)\(?thanks(?:\sto)?:?\s({_PEOPLE})\)?$", re.IGNORECASE),
}
_ISSUE_FIRST = re.compile(r"^#(\d+)\s?[:,-]\s")
_WORDS = (
    ("security", re.compile(r"\b(?:security|vulnerabilit|cve-)", re.IGNORECASE)),
    ("fixed", re.compile(r"\b(?:fix(?:e[sd]|ing)?|bug(?:s|fix|fixes)?|resolved?|closes?)\b", re.IGNORECASE)),
    ("deprecated", re.compile(r"\bdeprecat", re.IGNORECASE)),
    ("removed", re.compile(r"\b(?:remove[sd]?|dropped)\b", re.IGNORECASE)),
    (
        "added",
        re.compile(
            r"\b(?:add(?:ed|s|ing)?|allows?|supports?|new|feat(?:ure)?s?|integrations?)\b", re.IGNORECASE
        ),
    ),
    ("changed", re.compile(r"\b(?:change[sd]?|improve\w*|enhance\w*|break\w*|notable)\b", re.IGNORECASE)),
)


@dataclass
class _Parts:
    text: str
    kind: str = ""
    issues: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()


def kind_of(words: str) -> str:
    """The kind a heading or a mark such as `breaking-change` stands for; empty where it does not say.

    >>> kind_of("Bug Fixes"), kind_of("new-integration"), kind_of("Other")
    ('fixed', 'added', '')
    """
    return next((kind for kind, known in _WORDS if known.search(words.replace("-", " "))), "")


def item(text: str, *, kind: str, words: str = "", line: int = 0) -> Item | None:
    """A line as an item; None where no words are left. `kind` is what its heading says, empty for nothing."""
    parts = _Parts(_flat(text))
    while _take_an_end(parts):
        pass
    if first := _ISSUE_FIRST.match(parts.text):
        parts.issues = (first[1], *parts.issues)
        parts.text = parts.text[first.end() :]
    parts.issues += tuple(_BARE_ISSUE.findall(parts.text))
    title = (unescaped(parts.text).strip() or _only_issues(parts.issues))[:LONGEST]
    said = kind or parts.kind
    if not title:
        return None
    return Item(
        kind=said or kind_of(title) or "changed", title=title, words=unescaped(_flat(words)),
        issues=tuple(dict.fromkeys(parts.issues)), credits=tuple(dict.fromkeys(parts.credits)),
        thanks=tuple(dict.fromkeys(parts.thanks)), is_guessed=not said, line=line,
    )  # fmt: skip


def _only_issues(issues: tuple[str, ...]) -> str:
    """What is left to say of a line that named its issues and nothing else."""
    return ", ".join(f"#{number}" for number in issues)


def _flat(text: str) -> str:
    """Links, roles and strong words as the words alone, on one line."""
    said = _ROLE.sub(_role, " ".join(text.split()))
    said = _BOLD.sub(r"\1", _LINK.sub(r"\1", said))
    return _ELSEWHERE.sub("#", said)


def _role(found: re.Match[str]) -> str:
    """A role of reStructuredText: people, issues, and everything else as its words."""
    name, said = found[1], found[2].partition(" <")[0]
    if name.endswith("user"):
        return f"@{said}"
    return f"#{said}" if name.endswith(("pr", "issue")) and said.isdigit() else said


def _take_an_end(parts: _Parts) -> bool:
    """Take one thing off the end that is no part of the words; False when nothing is left to take."""
    for what, known in _ENDS.items():
        if found := known.search(parts.text):
            parts.text = parts.text[: found.start()]
            _keep(parts, what, found)
            return True
    return False


def _keep(parts: _Parts, what: str, found: re.Match[str]) -> None:
    if what == "kind":
        parts.kind = parts.kind or kind_of(found[1])
    elif what == "pull":
        parts.issues = (found[1], *parts.issues)
    elif what == "issues":
        parts.issues = (*_BARE_ISSUE.findall(found[2]), *parts.issues)
        parts.kind = parts.kind or kind_of(found[1] or "")
    elif what in {"credits", "thanks"}:
        people = tuple(map(_name, re.findall(_PERSON, found[1])))
        setattr(parts, what, people + getattr(parts, what))


def _name(person: str) -> str:
    return person[1:] if person.startswith("@") else unescaped(person[1:-1])
