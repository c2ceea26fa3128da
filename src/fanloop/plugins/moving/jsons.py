"""JSON objects of a file, one in memory at a time: an array, several arrays in a row, one object a line, or just one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_noop as _

from fanloop.plugins.reading import Problems, Row
from fanloop.plugins.sentences import Sentence

LONGEST = 64 * 1024 * 1024
"""Characters of one object. A thread with its replies is one object; a longer one is reported and ends the file."""
_CHUNK = 256 * 1024
_MARK = re.compile(r'[{}"]')
_IN_STRING = re.compile(r'["\\]')
_BETWEEN = re.compile(r"[\s,\[\]\ufeff]*")


def json_objects(path: Path, problems: Problems, *, longest: int = LONGEST) -> Iterator[Row]:
    """Rows with the line each object begins on. What is no JSON ends the file with one problem."""
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            yield from _Scanner(stream, path.name, problems, longest).rows()
    except OSError as error:
        problems.add(path.name, 0, Sentence(_("the file cannot be read: %(why)s"), why=error.strerror))


class _Scanner:
    """Finds where each outermost object ends by its braces, without reading what is in it."""

    def __init__(self, stream: IO[str], file: str, problems: Problems, longest: int) -> None:
        self._stream, self._file, self._problems, self._longest = stream, file, problems, longest
        self._text, self._line = "", 1

    def rows(self) -> Iterator[Row]:
        found = False
        while self._to_next():
            found = True
            size = self._size()
            if not size:
                self._problems.add(
                    self._file, self._line, Sentence(_("an object that does not end, or is too large"))
                )
                return
            if row := self._row(self._text[:size]):
                yield row
            self._drop(size)
        if self._text:
            self._problems.add(
                self._file, self._line, Sentence(_("this is no JSON: %(text)s"), text=repr(self._text[:40]))
            )
        elif not found:
            self._problems.add(self._file, 0, Sentence(_("there is no JSON object in this file")))

    def _to_next(self) -> bool:
        """Go to the next object; false at the end, or before what is none."""
        while True:
            between = _BETWEEN.match(self._text)
            self._drop(between.end() if between else 0)
            if self._text:
                return self._text[0] == "{"
            if not self._more():
                return False

    def _size(self) -> int:
        """Length of the object the text begins with, 0 where it does not end."""
        at, depth, in_string = 0, 0, False
        while True:
            match = (_IN_STRING if in_string else _MARK).search(self._text, at)
            if match is None:
                at = len(self._text)
                if at > self._longest or not self._more():
                    return 0
                continue
            mark, at = match[0], match.end()
            if mark == "\\":
                at += 1
                while at > len(self._text):
                    if not self._more():
                        return 0
            elif mark == '"':
                in_string = not in_string
            else:
                depth += 1 if mark == "{" else -1
                if not depth:
                    return at

    def _more(self) -> bool:
        chunk = self._stream.read(_CHUNK)
        self._text += chunk
        return bool(chunk)

    def _drop(self, size: int) -> None:
        self._line += self._text.count("\n", 0, size)
        self._text = self._text[size:]

    def _row(self, text: str) -> Row | None:
        try:
            value: dict[str, Any] = json.loads(text)
        except json.JSONDecodeError as error:
            self._problems.add(
                self._file, self._line + error.lineno - 1, Sentence(_("broken JSON: %(why)s"), why=error.msg)
            )
        except (ValueError, RecursionError) as error:
            self._problems.add(
                self._file, self._line, Sentence(_("JSON nobody can store: %(why)s"), why=str(error))
            )
        else:
            return Row(self._file, self._line, value)
        return None
