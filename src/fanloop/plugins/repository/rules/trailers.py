"""What a commit message says to fans: which need it answers, which change it belongs to, whose patch it is.

The grammar, one per line or anywhere in a sentence where marked *:

    Answers NEED-12, NEED-15 *      also Fixes, Closes; `Answers #12` too, but never `Fixes #12`: that is an issue elsewhere
    Part-Of: CHANGE-7               belongs to a change that is here already
    Change: new|improved|fixed      what the change is called in the notes
    Risk: low|medium|high
    Patch-From: @handle             somebody else's patch, committed by a maintainer
    Co-Authored-By: Name <address>  somebody who made it too, as Git's own tools write it

Quoted lines (`> …`) and the title of a revert say nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

KINDS = ("new", "improved", "fixed")
RISKS = ("low", "medium", "high")
_NUMBER = r"[1-9][0-9]{0,15}"
_NEEDS = re.compile(
    rf"\b(answers|fixes|closes)\b:?\s+(NEED-{_NUMBER}(?!\w)(?:\s*(?:,|;|&|\band\b)\s*NEED-{_NUMBER}(?!\w))*)",
    re.IGNORECASE,
)
_HASH = re.compile(rf"\banswers\b:?\s+#({_NUMBER})(?!\w)", re.IGNORECASE)
_ALMOST = re.compile(r"\b(?:answers|fixes|closes)\b:?\s+(?:NEED\b|#?NEED-)\S*", re.IGNORECASE)
_TRAILER = re.compile(r"^\s*(change|risk|part-of|patch-from)\s*:\s*(.*?)\s*$", re.IGNORECASE)
_CHANGE = re.compile(rf"CHANGE-({_NUMBER})", re.IGNORECASE)
_HANDLE = re.compile(r"@?([\w.+-]{1,60})")
_CO_AUTHOR = re.compile(r"^\s*co-authored-by\s*:\s*([^<>]{0,200}?)\s*<([^<>\s]{3,320})>\s*$", re.IGNORECASE)
_REVERTS = re.compile(r"^This reverts commit ([0-9a-f]{7,64})", re.MULTILINE)
_PREFIX = re.compile(
    r"^(feat|fix|perf|refactor|docs|chore|style|test|build|ci)(?:\([^)]*\))?!?:\s*", re.IGNORECASE
)
_OF_PREFIX = {"feat": "new", "fix": "fixed"}
LONGEST_LINE = 300


@dataclass(frozen=True)
class Answer:
    """One need a line names; lines are counted from 1."""

    line: int
    text: str
    need: int


@dataclass(frozen=True)
class Trouble:
    """A line that means something and cannot be followed; `reason` is a code: need, kind, risk, change, handle, reverts."""

    line: int
    text: str
    reason: str


@dataclass
class Said:
    """Everything one message says. `kind` and `risk` are empty where it does not say."""

    answers: list[Answer] = field(default_factory=list)
    part_of: Answer | None = None
    kind: str = ""
    risk: str = ""
    patch_from: str = ""
    patch_line: int = 0
    reverts: str = ""
    troubles: list[Trouble] = field(default_factory=list)


def read(message: str) -> Said:
    r"""What a message says.

    >>> [one.need for one in read("Half steps\n\nAnswers NEED-12 and NEED-15").answers]
    [12, 15]
    >>> read("Half steps\n\nChange: blue").troubles
    [Trouble(line=3, text='Change: blue', reason='kind')]
    """
    said = Said()
    for number, line in _spoken(message):
        _read_answers(said, number, line)
        if match := _TRAILER.match(line):
            _read_trailer(said, number, line[:LONGEST_LINE].strip(), match[1].lower(), match[2])
    if match := _REVERTS.search(message):
        said.reverts = match[1]
        said.troubles.append(Trouble(message[: match.start()].count("\n") + 1, match[0], "reverts"))
    return said


def _spoken(message: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(message.splitlines(), start=1):
        if not line.lstrip().startswith(">") and not (number == 1 and line.startswith('Revert "')):
            yield number, line


def _read_answers(said: Said, number: int, line: str) -> None:
    text = line[:LONGEST_LINE].strip()
    named = [int(found) for match in _NEEDS.finditer(line) for found in re.findall(_NUMBER, match[2])]
    named += [int(match[1]) for match in _HASH.finditer(line)]
    known = {one.need for one in said.answers}
    said.answers += [Answer(number, text, need) for need in dict.fromkeys(named) if need not in known]
    if not named and _ALMOST.search(line):
        said.troubles.append(Trouble(number, text, "need"))


def _read_trailer(said: Said, number: int, text: str, name: str, value: str) -> None:
    if name == "change" and value.lower() in KINDS:
        said.kind = value.lower()
    elif name == "risk" and value.lower() in RISKS:
        said.risk = value.lower()
    elif name == "part-of" and (change := _CHANGE.fullmatch(value)):
        said.part_of = Answer(number, text, int(change[1]))
    elif name == "patch-from" and (handle := _HANDLE.fullmatch(value)):
        said.patch_from, said.patch_line = handle[1].lower(), number
    else:
        reason = {"change": "kind", "risk": "risk", "part-of": "change", "patch-from": "handle"}[name]
        said.troubles.append(Trouble(number, text, reason))


def co_authors(message: str) -> list[tuple[str, str]]:
    r"""Name and address of everybody a message names beside its author, addresses in small letters, each once.

    >>> co_authors("Half steps\n\nCo-authored-by: Mira K. <Mira@example.org>")
    [('Mira K.', 'mira@example.org')]
    """
    found: dict[str, str] = {}
    for _number, line in _spoken(message):
        if (match := _CO_AUTHOR.match(line)) and "@" in match[2]:
            found.setdefault(match[2].lower(), match[1][:120] or match[2])
    return [(name, address) for address, name in found.items()]


def without_co_authors(message: str) -> str:
    """A message without the lines that name co-authors, for addresses are nobody's business."""
    kept = [line for line in message.split("\n") if not _CO_AUTHOR.match(line)]
    return "\n".join(kept).rstrip() + "\n" if len(kept) != message.count("\n") + 1 else message


def title_of(message: str) -> str:
    """The first line as people read it: without a `fix:` before it and what it answers behind it.

    >>> title_of("feat(dial): half steps (Answers NEED-12)")
    'Half steps'
    """
    first = next((line.strip() for line in message.splitlines() if line.strip()), "")
    bare = _HASH.sub("", _NEEDS.sub("", _PREFIX.sub("", first)))
    bare = re.sub(r"\(\s*\)|\[\s*\]", "", bare).strip(" .,;:-\u2013")
    bare = re.sub(r"\s+", " ", bare) or first
    return (bare[:1].upper() + bare[1:])[:160]


def kind_of(message: str, said: Said) -> str:
    r"""The kind a message names, else the one its first word or its verb suggests, else improved.

    >>> kind_of("fix: hum", Said()), kind_of("Hum\n\nFixes NEED-3", Said())
    ('fixed', 'fixed')
    """
    if said.kind:
        return said.kind
    if (prefix := _PREFIX.match(message)) and prefix[1].lower() in _OF_PREFIX:
        return _OF_PREFIX[prefix[1].lower()]
    verbs = {match[1].lower() for match in _NEEDS.finditer(message)}
    return "fixed" if verbs & {"fixes", "closes"} else "improved"
