"""Changelogs of others, read: Keep a Changelog, Markdown of release tools, reStructuredText, plain lists, notes of tags.

Every dialect is first told as the same few lines (a release, a heading, an item, words), then read by one machine. What
is not understood is named with its line; reading goes on.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fanloop.releasing.releases.rules import changelog_days as days
from fanloop.releasing.releases.rules.changelog import UNRELEASED, Item, Log, Release, Unread, unescaped
from fanloop.releasing.releases.rules.changelog_items import item, kind_of

LONGEST_NUMBER = 60

_ATX = re.compile(r"^(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,}|\^{3,}|~{3,})\s*$")
_BULLET = re.compile(r"^(\s*)[-*+•]\s+(.*)$")
_BRACKETED = re.compile(r"^\[((?:\\.|[^\]\\])+)\](?:\(\S*\))?")
_NUMBERED = re.compile(
    r"^(?:[A-Za-z][\w-]*\s+|-\s+){0,4}?(v?\d+(?:[.v]\d+)[\w.+-]*|Unreleased)\b", re.IGNORECASE
)
_VERSION = re.compile(r"^v?\d+[.v]\d", re.IGNORECASE)
_YANKED = re.compile(r"\[YANKED\]\s*$")
_TAG = re.compile(r"^(?:tag\s+(\S+)|(v?\d+(?:[.v]\d+)[\w.+-]*)(?:\s*[-(]?\s*(.*\d{4}.*?)\)?)?:?)$")
_TAG_DAY = re.compile(r"^(?:Tagger)?Date:\s*(.+)$")
_COLON = re.compile(r"^([A-Z][\w &/-]{2,40}):$")
_PLAIN = re.compile(r"^(\s*)(\S*\d\S*)\s+:\s+(\S.*)$")
_NOT_TOLD = re.compile(r"^(?:<|\[[^\]]+\]:\s|\.\.\s|Tagger:|!\[)")


@dataclass(frozen=True)
class _Line:
    """One line in the common telling. `what` is release, day, heading, item, nested, deeper, words or blank."""

    what: str
    text: str = ""
    number: int = 0
    day: str = ""
    is_withdrawn: bool = False


@dataclass
class _Said:
    """An item with the lines of its title and of the words under it."""

    line: int
    kind: str
    title: list[str]
    words: list[str] = field(default_factory=list)


@dataclass
class _Open:
    """The release that is being read."""

    release: Release
    items: list["_Said"] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    kind: str = ""
    has_headings: bool = False
    is_apart: bool = False


def read(text: str) -> Log:
    """The releases of a changelog in whichever dialect it is; `unread` says what was not understood."""
    rows = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines()
    told = next((lines for lines in (list(tell(rows)) for tell in _DIALECTS) if _has_release(lines)), [])
    if not told:
        return Log(unread=(Unread(0, "empty"),))
    return _read(told)


def _has_release(lines: Sequence[_Line]) -> bool:
    return any(line.what == "release" for line in lines)


def _markdown(rows: Sequence[str]) -> Iterator[_Line]:
    """Headings with numbers are releases, other headings name kinds."""
    skip = _Skipping(rows)
    for number, row in enumerate(rows, 1):
        if skip.hides(number, row):
            yield _Line("blank", number=number)
            continue
        below = rows[number] if number < len(rows) else ""
        heading = _ATX.match(row)
        if heading:
            yield _heading(heading[2], number, level=len(heading[1]))
        elif row.strip() and _UNDERLINE.match(below) and not _BULLET.match(row):
            yield _heading(row.strip(), number, level=2)
        elif not _UNDERLINE.match(row):
            yield _line(row, number)


def _heading(text: str, number: int, *, level: int) -> _Line:
    bracketed, numbered = _BRACKETED.match(text), _NUMBERED.match(text)
    found = bracketed or numbered
    if not found or not _is_release(found, level):
        return _Line("heading", text, number)
    rest = text[found.end() :]
    name = unescaped(found[1]) if bracketed else found[1].rstrip(".-+")
    return _Line("release", name, number, _YANKED.sub("", rest).strip(" -–—()"), bool(_YANKED.search(rest)))


def _is_release(found: re.Match[str], level: int) -> bool:
    """A heading of the second level may be called anything; others, and links, must look like a version."""
    is_link = found[0].startswith("[") and found[0].endswith(")")
    return bool(_VERSION.match(found[1])) if level != 2 or is_link else True


def _line(row: str, number: int) -> _Line:
    if not row.strip():
        return _Line("blank", number=number)
    if found := _BULLET.match(row):
        return _Line("item" if len(found[1].expandtabs()) < 2 else "nested", found[2], number)
    return _Line("deeper" if row[:1].isspace() else "words", row.strip(), number)


def _tags(rows: Sequence[str]) -> Iterator[_Line]:
    """Annotated tags one after another: `tag v1.2`, `Date: …`, words, `Bugfixes:`, bullets."""
    signed, last = False, ""
    for number, row in enumerate(rows, 1):
        signed = (signed or row.startswith("-----BEGIN PGP")) and not row.startswith("-----END PGP")
        tag, day = _TAG.match(row.rstrip()), _TAG_DAY.match(row)
        if signed or row.startswith(("-----END PGP", "Tagger:", "TaggerDate:")) or day:
            yield _Line("day" if day else "blank", number=number, day=day[1] if day else "")
        elif tag and (not tag[3] or days.read(tag[3], near=None, number="")):
            name = tag[1] or tag[2]
            if name != last:
                yield _Line("release", name, number, tag[3] or "")
            last = name
        elif found := _COLON.match(row.strip()):
            yield _Line("heading", found[1], number)
        else:
            yield _line(row, number)


def _plain(rows: Sequence[str]) -> Iterator[_Line]:
    """`     2v04 : What changed`, then one line for each further change under the first; deeper ones go on."""
    column = 0
    for number, row in enumerate((row.expandtabs() for row in rows), 1):
        found = _PLAIN.match(row)
        depth = len(row) - len(row.lstrip())
        if found and (not column or depth < column):
            column = found.start(3)
            yield _Line("release", found[2], number)
            yield _Line("item", found[3], number)
        elif not row.strip():
            yield _Line("blank", number=number)
        else:
            yield _Line("words" if depth > column else "item", row.strip(), number)


_DIALECTS = (_markdown, _tags, _plain)


class _Skipping:
    """Lines that tell nothing: front matter, code between fences, directives, link targets, HTML."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._front = bool(rows) and rows[0].strip() == "---"
        self._fence = ""

    def hides(self, number: int, row: str) -> bool:
        text = row.strip()
        if self._front:
            self._front = number == 1 or text != "---"
            return True
        if text.startswith(("```", "~~~")):
            self._fence = "" if self._fence == text[:3] else self._fence or text[:3]
            return True
        return bool(self._fence or _NOT_TOLD.match(text))


def _read(lines: Sequence[_Line]) -> Log:
    """The machine: releases one after another, each with its kinds, items and words."""
    done: list[_Open] = []
    unread: list[Unread] = []
    seen: dict[str, int] = {}
    last: date | None = None
    for line in lines:
        if line.what == "release":
            opened, last = _opened(line, last, unread)
            if opened.release.number in seen:
                unread.append(Unread(line.number, "twice", {"number": opened.release.number, "line": seen[opened.release.number]}))  # fmt: skip
            seen.setdefault(opened.release.number, line.number)
            done.append(opened)
        elif done:
            last = _within(done[-1], line, last)
    releases = {one.release.number: _closed(one) for one in reversed(done)}
    return Log(tuple(reversed(releases.values())), tuple(unread))


def _opened(line: _Line, last: date | None, unread: list[Unread]) -> tuple[_Open, date | None]:
    number = UNRELEASED if line.text.casefold() == UNRELEASED.casefold() else line.text.strip()
    if len(number) > LONGEST_NUMBER:
        unread.append(Unread(line.number, "long", {"number": number[:40], "most": LONGEST_NUMBER}))
        number = number[:LONGEST_NUMBER]
    day = days.read(line.day, near=last, number=number) if line.day else None
    if line.day and day is None and any(sign.isdigit() for sign in line.day):
        unread.append(Unread(line.number, "day", {"day": line.day[:40]}))
    release = Release(number, day, is_withdrawn=line.is_withdrawn, line=line.number)
    return _Open(release), day or last


def _within(one: _Open, line: _Line, last: date | None) -> date | None:
    if line.what == "day":
        day = days.read(line.day, near=None, number="")
        one.release = replace(one.release, day=one.release.day or day)
        return day or last
    if line.what == "heading":
        one.kind, one.has_headings, one.is_apart = kind_of(unescaped(line.text)), True, True
    elif line.what == "blank":
        one.is_apart = True
    elif line.what == "item" or (line.what in {"deeper", "nested"} and not one.items):
        one.items.append(_Said(line.number, one.kind, [line.text]))
        one.is_apart = False
    elif one.items and line.what != "words":
        below = one.is_apart or line.what == "nested"
        (one.items[-1].words if below else one.items[-1].title).append(line.text)
        one.is_apart = below
    elif one.items and not one.is_apart:
        one.items[-1].title.append(line.text)
    elif not one.items and not one.has_headings:
        said = " ".join(line.text.split())
        one.words += ["", said] if one.is_apart and one.words else [said]
        one.is_apart = False
    return last


def _closed(one: _Open) -> Release:
    """Items told twice, as in a list of all changes after the lists by kind, are one; the first telling wins."""
    told: dict[tuple[str, tuple[str, ...]], Item] = {}
    for said in one.items:
        if found := item(" ".join(said.title), kind=said.kind, words=" ".join(said.words), line=said.line):
            told.setdefault((found.title, found.issues), found)
    words = "\n\n".join(unescaped(part) for part in " ".join(one.words).split("  ") if part.strip())
    return replace(one.release, items=tuple(told.values()), words=words)
