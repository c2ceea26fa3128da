"""Reading a patch a stranger sent: unified diffs with or without `git format-patch` around them, strictly and bounded.

Hunks are read by the counts in their heads, so a mail's signature below is no deletion. Nothing is ever written to disk:
a patch is compared with the lines of the files it names.
"""

import codecs
import re
from dataclasses import dataclass, field
from email import message_from_string
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parseaddr

MOST_BYTES, MOST_FILES = 1_000_000, 200
_HUNK = re.compile(r"^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_PART = re.compile(r"^From [0-9a-f]{40} ")
_GIT = re.compile(r'^diff --git (?:"?a/(.+?)"?) (?:"?b/(.+?)"?)$')
_TAG = re.compile(r"^\s*(?:\[[^\]]*\]\s*)+")


class NotAPatch(ValueError):
    """Why not: a code (empty, large, text, diff, hunk, binary, path, files) and the line, 0 for the whole."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(f"{code} in line {line}" if line else code)
        self.code, self.line = code, line


@dataclass(frozen=True)
class Hunk:
    """Lines with their sign, as they stand; `old_start` counts from 1, and a hunk without old lines goes after it."""

    old_start: int
    lines: tuple[str, ...]

    @property
    def old(self) -> list[str]:
        return [line[1:] for line in self.lines if line[0] in " -"]

    @property
    def new(self) -> list[str]:
        return [line[1:] for line in self.lines if line[0] in " +"]


@dataclass
class FileChange:
    """What happens to one file; `old` is empty for a new one, `new` for one that goes."""

    old: str
    new: str
    part: int = 0
    hunks: list[Hunk] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.new or self.old

    @property
    def added(self) -> int:
        return sum(line[0] == "+" for hunk in self.hunks for line in hunk.lines)

    @property
    def removed(self) -> int:
        return sum(line[0] == "-" for hunk in self.hunks for line in hunk.lines)


@dataclass(frozen=True)
class Patch:
    """A patch, or several in a row, each file with the number of its part."""

    title: str
    words: str
    author: str
    email: str
    files: list[FileChange]


def text_of(data: bytes) -> str:
    """What was handed in, as text with plain line ends. Raises NotAPatch."""
    if len(data) > MOST_BYTES:
        raise NotAPatch("large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAPatch("text") from None
    if "\0" in text:
        raise NotAPatch("binary")
    return text.replace("\r\n", "\n")


def read(text: str) -> Patch:
    """Take a patch apart. Raises NotAPatch with the line that cannot be understood."""
    if not text.strip():
        raise NotAPatch("empty")
    files, first = _files(text.split("\n"))
    if not files:
        raise NotAPatch("diff")
    title, words, author, address = _head(text.split("\n")[:first])
    return Patch(title, words, author, address, files)


def _files(lines: list[str]) -> tuple[list[FileChange], int]:
    """All file changes, and the number of lines before the first."""
    files: list[FileChange] = []
    first, part, at = len(lines), 0, 0
    while at < len(lines):
        begun = len(files)
        if lines[at].startswith("@@ "):
            at = _hunk(files, lines, at)
        elif _PART.match(lines[at]):
            part, at = part + bool(files), at + 1
        else:
            at = _header(files, lines, at, part)
        if len(files) > begun:
            first = min(first, at - 1)
        if len(files) > MOST_FILES:
            raise NotAPatch("files", at)
    return files, first


def _header(files: list[FileChange], lines: list[str], at: int, part: int) -> int:
    """Read a line between hunks; what says nothing about files is passed over. Returns where the next line stands."""
    line = lines[at]
    if line.startswith("diff --git "):
        match = _GIT.match(line)
        if not match:
            raise NotAPatch("diff", at + 1)
        files.append(FileChange(_safe(match[1], at), _safe(match[2], at), part))
    elif line.startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ "):
        old, new = _path(line[4:], at), _path(lines[at + 1][4:], at + 1)
        if files and not files[-1].hunks and (files[-1].path in {old, new}):
            files[-1].old, files[-1].new = old, new
            return at + 2
        files.append(FileChange(old, new, part))
        return at + 1
    elif line.startswith("new file mode ") and files:
        files[-1].old = ""
    elif line.startswith("deleted file mode ") and files:
        files[-1].new = ""
    elif line.startswith(("GIT binary patch", "Binary files ")):
        raise NotAPatch("binary", at + 1)
    return at + 1


def _path(said: str, at: int) -> str:
    """A path behind `---` or `+++`, without the first folder; empty for /dev/null."""
    name = said.split("\t", maxsplit=1)[0].strip()
    if name.startswith('"') and name.endswith('"') and len(name) > 1:
        try:
            name = codecs.escape_decode(name[1:-1].encode())[0].decode()
        except ValueError:
            raise NotAPatch("path", at + 1) from None
    if name == "/dev/null":
        return ""
    return _safe(name[2:] if name[:2] in {"a/", "b/"} else name, at)


def _safe(path: str, at: int) -> str:
    steps = path.split("/")
    is_odd = any(step in {"", ".", ".."} or step.lower() == ".git" for step in steps)
    if is_odd or len(path) > 500 or not path.isprintable() or "\\" in path:
        raise NotAPatch("path", at + 1)
    return path


def _hunk(files: list[FileChange], lines: list[str], at: int) -> int:
    """Read one hunk by its counts; return where the next line stands."""
    match = _HUNK.match(lines[at])
    if not match or not files:
        raise NotAPatch("hunk", at + 1)
    olds, news = int(match[2] or 1), int(match[4] or 1)
    taken: list[str] = []
    head, at = at, at + 1
    while olds > 0 or news > 0:
        if at >= len(lines):
            raise NotAPatch("hunk", head + 1)
        line = lines[at] or " "
        if line[0] not in " +-\\":
            raise NotAPatch("hunk", at + 1)
        olds, news = olds - (line[0] in " -"), news - (line[0] in " +")
        if line[0] != "\\":
            taken.append(line)
        at += 1
    if olds or news:
        raise NotAPatch("hunk", head + 1)
    files[-1].hunks.append(Hunk(int(match[1]), tuple(taken)))
    return at


def _head(lines: list[str]) -> tuple[str, str, str, str]:
    """Title, message, author and address of what stands above the first diff, as `git format-patch` writes it."""
    if lines and _PART.match(lines[0]):
        lines = lines[1:]
    mail = message_from_string("\n".join(lines))
    words = str(mail.get_payload()) if mail.keys() else "\n".join(lines)
    words = re.split(r"^---\s*$", words, maxsplit=1, flags=re.MULTILINE)[0].strip()
    name, address = parseaddr(_decoded(mail.get("From", "")))
    return (
        _TAG.sub("", _decoded(mail.get("Subject", "")))[:160],
        words[:8_000],
        name[:120],
        address[:320].lower(),
    )


def _decoded(value: str) -> str:
    try:
        said = str(make_header(decode_header(str(value))))
    except (LookupError, UnicodeDecodeError, HeaderParseError):
        said = str(value)
    return re.sub(r"\s+", " ", said).replace("\0", "").strip()
