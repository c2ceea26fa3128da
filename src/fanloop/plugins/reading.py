"""Strict, bounded reading of files that strangers wrote: CSV and JSON lines, one record in memory at a time.

What cannot be understood becomes a `Problem` that names file, line and reason, and reading goes on with the
next line. A caller who was asked to be strict looks at the problems before storing anything.
"""

import csv
import json
import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, TypeVar

from django.utils.translation import gettext_noop as _

from fanloop.plugins.rows import Row, UnreadableError, quoted
from fanloop.plugins.sentences import Sentence, stored

__all__ = [
    "KEPT_PROBLEMS",
    "LONGEST_LINE",
    "LONGEST_RECORD",
    "Line",
    "Problem",
    "Problems",
    "Row",
    "UnreadableError",
    "csv_records",
    "csv_rows",
    "delimiter_of",
    "json_rows",
    "lines",
    "parsed",
]

LONGEST_LINE = 1024 * 1024
"""Bytes. A longer line is reported and skipped; it is never held in memory."""
LONGEST_RECORD = 2_000
"""Lines of one CSV record. A quote that is never closed would swallow the file."""
KEPT_PROBLEMS = 1_000
_CHUNK = 64 * 1024
_DELIMITERS = ",;\t|"

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """One thing that was not understood. Line 0 means the file as a whole."""

    file: str
    line: int
    reason: str

    def stored(self) -> dict[str, Any]:
        """For a database: `said` is told in each reader's language."""
        return {"file": self.file, "line": self.line, "reason": str(self.reason), "said": stored(self.reason)}

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


@dataclass
class Problems:
    """What went wrong so far: the first thousand in words, all of them as a number."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, file: str, line: int, reason: str) -> None:
        self.count += 1
        if len(self.kept) < KEPT_PROBLEMS:
            self.kept.append(Problem(file, line, reason))

    def __bool__(self) -> bool:
        return self.count > 0


@dataclass(frozen=True)
class Line:
    """One physical line, decoded, with its end."""

    number: int
    text: str


def lines(path: Path, problems: Problems, *, longest: int = LONGEST_LINE) -> Iterator[Line]:
    """Physical lines of a UTF-8 file (UTF-16 with its mark), in bounded memory; bad ones become problems."""
    try:
        with path.open("rb") as stream:
            mark = stream.read(3)
            stream.seek(3 if mark == b"\xef\xbb\xbf" else 0)
            if not mark:
                problems.add(path.name, 0, Sentence(_("the file is empty")))
            elif mark[:2] in {b"\xff\xfe", b"\xfe\xff"}:
                with TextIOWrapper(stream, "utf-16", errors="replace", newline="\n") as text:
                    yield from _lines(text, path.name, problems, longest, _as_read)
            else:
                yield from _lines(stream, path.name, problems, longest, _from_utf8)
    except OSError as error:
        problems.add(path.name, 0, Sentence(_("the file cannot be read: %(why)s"), why=error.strerror))


def _lines(
    stream: IO[Any], file: str, problems: Problems, longest: int, decode: Callable[[Any], str]
) -> Iterator[Line]:
    number = 0
    while raw := stream.readline(longest + 1):
        number += 1
        newline = raw[-1:] in {b"\n", "\n"}
        if len(raw) > longest and not newline:
            problems.add(
                file, number, Sentence(_("the line is longer than %(most)s bytes"), most=f"{longest:,}")
            )
            _skip_line(stream)
            continue
        try:
            yield Line(number, decode(raw))
        except UnreadableError as error:
            problems.add(file, number, error.sentence)


def _skip_line(stream: IO[Any]) -> None:
    """Go to the next line without keeping this one."""
    while rest := stream.readline(_CHUNK):
        if rest[-1:] in {b"\n", "\n"}:
            return


def _from_utf8(raw: bytes) -> str:
    if b"\0" in raw:
        raise UnreadableError(Sentence(_("the line holds a NUL byte")))
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(
            Sentence(
                _("byte %(place)s (0x%(byte)s) is not UTF-8"),
                place=error.start + 1,
                byte=f"{raw[error.start]:02x}",
            )
        ) from None


def _as_read(text: str) -> str:
    if "\0" in text:
        raise UnreadableError(Sentence(_("the line holds a NUL")))
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise UnreadableError(Sentence(_("a character is not UTF-16")))
    return text


def json_rows(path: Path, problems: Problems, *, longest: int = LONGEST_LINE) -> Iterator[Row]:
    """Records of a JSON-lines file: one object a line; blank lines count but say nothing."""
    for line in lines(path, problems, longest=longest):
        if not line.text.strip():
            continue
        try:
            value = json.loads(line.text, parse_constant=_no_constant, parse_float=_finite)
        except json.JSONDecodeError as error:
            problems.add(
                path.name,
                line.number,
                Sentence(
                    _("broken JSON at character %(place)s: %(why)s"), place=error.pos + 1, why=error.msg
                ),
            )
        except (ValueError, RecursionError) as error:
            problems.add(
                path.name, line.number, Sentence(_("JSON nobody can store: %(why)s"), why=str(error))
            )
        else:
            if isinstance(value, dict):
                yield Row(path.name, line.number, value)
            else:
                problems.add(
                    path.name, line.number, Sentence(_("not a JSON object: %(value)s"), value=quoted(value))
                )


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is out of range")
    return number


def csv_rows(
    path: Path, problems: Problems, *, columns: Sequence[str] = (), longest: int = LONGEST_LINE
) -> Iterator[Row]:
    """Records of a CSV file with a head. Delimiter is the one the head uses most: comma, semicolon, tab, bar.

    A head that lacks one of `columns` is one problem that names them, and nothing is read.
    """
    records = _Records(lines(path, problems, longest=longest), path.name, problems)
    head = next(iter(records), None)
    if head is None:
        return
    names = [name.strip() for name in head[1]]
    missing = [name for name in columns if name not in names]
    if missing or len(set(names)) < len(names):
        problems.add(path.name, head[0], _headless(missing, names))
        return
    for number, cells in records:
        if len(cells) == len(names):
            yield Row(path.name, number, dict(zip(names, cells, strict=True)))
        else:
            problems.add(
                path.name,
                number,
                Sentence(
                    _("%(cells)s cells where the head names %(names)s"), cells=len(cells), names=len(names)
                ),
            )


def _headless(missing: Sequence[str], names: Sequence[str]) -> Sentence:
    if not missing:
        return Sentence(_("two columns share a name"))
    wanted = " and ".join(map(repr, missing))[:180]
    return Sentence(
        _("column %(wanted)s is missing; found %(names)s"), wanted=wanted, names=", ".join(names)[:180]
    )


def csv_records(
    path: Path, problems: Problems, *, longest: int = LONGEST_LINE
) -> Iterator[tuple[int, list[str]]]:
    """Cells of each record with the line it starts on, head included, for files whose heads vary."""
    yield from _Records(lines(path, problems, longest=longest), path.name, problems)


def delimiter_of(head: str) -> str:
    """The delimiter a head uses most; a comma where it uses none."""
    outside = "".join(head.split('"')[::2])
    return max(_DELIMITERS, key=lambda mark: (outside.count(mark), mark == ","))


class _BrokenRecordError(Exception):
    """A record that runs on too far, or over a line that could not be read."""


class _Records:
    """Cells of one record after another, each with the line it starts on.

    The csv module asks for another line only inside an open quote. When such a quote never closes, the record's
    first line is reported and reading starts anew on its second: a stray quote costs one line, not the file.
    """

    def __init__(self, source: Iterator[Line], file: str, problems: Problems) -> None:
        self._source, self._file, self._problems = source, file, problems
        self._again: list[Line] = []
        self._taken: list[Line] = []
        self._delimiter = ""

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        while (first := self._next_line()) is not None:
            if not first.text.strip():
                continue
            self._delimiter = self._delimiter or delimiter_of(first.text)
            self._taken = [first]
            try:
                cells = next(csv.reader(self._feed(first), delimiter=self._delimiter, strict=True))
            except (csv.Error, _BrokenRecordError) as error:
                self._problems.add(
                    self._file, first.number, Sentence(_("broken CSV: %(why)s"), why=error.args[0])
                )
                self._again = self._taken[1:] + self._again
            else:
                yield first.number, cells

    def _feed(self, first: Line) -> Iterator[str]:
        yield first.text
        size = len(first.text)
        while (line := self._next_line()) is not None:
            self._taken.append(line)
            size += len(line.text)
            if len(self._taken) > LONGEST_RECORD or size > LONGEST_LINE:
                raise _BrokenRecordError(Sentence(_("a quote is opened and not closed")))
            if line.number != self._taken[-2].number + 1:
                raise _BrokenRecordError(Sentence(_("the record runs over a line that cannot be read")))
            yield line.text
        raise _BrokenRecordError(Sentence(_("a quote is opened and not closed before the end of the file")))

    def _next_line(self) -> Line | None:
        return self._again.pop(0) if self._again else next(self._source, None)


def parsed(
    rows: Iterable[Row],
    make: Callable[[Row], T],
    problems: Problems,
    *,
    key: Callable[[T], Hashable] | None = None,
) -> Iterator[T]:
    """Rows as values. A row that `make` cannot read, or whose key came before, becomes a problem."""
    seen: dict[Hashable, int] = {}
    for row in rows:
        try:
            value = make(row)
        except UnreadableError as error:
            problems.add(row.file, row.line, error.sentence)
            continue
        name = key(value) if key else None
        if key and name in seen:
            problems.add(
                row.file,
                row.line,
                Sentence(_("%(name)s stands on line %(line)s already"), name=repr(name), line=seen[name]),
            )
            continue
        if key:
            seen[name] = row.line
        yield value
