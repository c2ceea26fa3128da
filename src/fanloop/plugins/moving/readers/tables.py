"""Tables of wishes: what Canny and its kin export as CSV, and any table whose columns can be told or are named.

A post is a row; votes are rows of a second file that name their post by address, number or title. A mere count of votes
is not carried over, since a vote here is somebody's: it is counted in the report. `Planned` is not carried over either,
since a promise here has a person of the maker behind it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext_noop as _

from fanloop.listening.voices.rules import kinds
from fanloop.plugins.moving.columns import SYNONYMS, plain, understood
from fanloop.plugins.moving.hypertext import markdown
from fanloop.plugins.moving.parcel import End, Piece, Place, Reading, Support, Thread
from fanloop.plugins.moving.people import key, person_by_mail
from fanloop.plugins.reading import Row, UnreadableError, csv_records
from fanloop.plugins.sentences import Sentence

_SHIPPED = {
    "complete",
    "completed",
    "shipped",
    "done",
    "released",
    "launched",
    "implemented",
    "live",
    "已完成",
}
_DECLINED = {
    "closed",
    "declined",
    "rejected",
    "wontdo",
    "wontfix",
    "notplanned",
    "noplans",
    "archived",
    "已拒绝",
}
_PROMISED = {
    "planned",
    "inprogress",
    "started",
    "building",
    "indevelopment",
    "next",
    "now",
    "计划中",
    "进行中",
}
_DAYS = (
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%B %d, %Y", "%b %d, %Y",
    "%d %B %Y", "%d %b %Y", "%a %b %d %Y", "%a, %d %b %Y %H:%M:%S",
)  # fmt: skip
_OF_VOTES = ("voter", "voter_mail", "mail", "author", "url", "id", "post", "title", "at")


@dataclass
class _Table:
    path: Path
    head: list[str]
    columns: dict[str, str]
    rows: Iterator[tuple[int, list[str]]]


@dataclass
class _Known:
    """Threads by whatever a vote may call them."""

    keys: set[str] = field(default_factory=set)
    named: dict[str, str] = field(default_factory=dict)


def read_plain(paths: Sequence[Path], reading: Reading) -> Iterator[Piece]:
    """Any table with at least a title."""
    return _read(paths, reading, "csv")


def read_canny(paths: Sequence[Path], reading: Reading) -> Iterator[Piece]:
    """A table of posts and, if it is there, one of votes."""
    return _read(paths, reading, "canny")


def _read(paths: Sequence[Path], reading: Reading, origin: str) -> Iterator[Piece]:
    tables = [table for path in paths if (table := _opened(path, reading))]
    known, votes = _Known(), [table for table in tables if _is_votes(table)]
    for table in tables:
        if table not in votes:
            yield from _posts(table, reading, origin, known)
    for table in votes:
        yield from _votes(table, reading, origin, known)


def _opened(path: Path, reading: Reading) -> _Table | None:
    """A table with its head understood, or a problem that says which columns there are."""
    rows = csv_records(path, reading.problems)
    line, head = next(rows, (0, []))
    head = [name.strip().removeprefix("\ufeff") for name in head]
    try:
        columns = understood(head, reading.columns)
    except KeyError as error:
        said = Sentence(
            _("there is no column %(name)s; there are: %(head)s. What they may mean: %(known)s"),
            name=repr(error.args[0])[:80], head=", ".join(head)[:300], known=", ".join(SYNONYMS),
        )  # fmt: skip
        reading.problems.add(path.name, line, said)
        return None
    table = _Table(path, head, columns, rows)
    if "title" not in columns and not _is_votes(table):
        if head:
            reading.problems.add(
                path.name,
                line,
                Sentence(_("no column is a title; there are: %(head)s"), head=", ".join(head)[:450]),
            )
        return None
    if not _is_votes(table):
        reading.seen_columns.update(columns)
    return table


def _is_votes(table: _Table) -> bool:
    """A voter in the head, or a name that says so and no words."""
    asks = {"voter", "voter_mail"} & table.columns.keys()
    return bool(asks) or (
        "vote" in table.path.stem.lower() and not {"words", "status"} & table.columns.keys()
    )


def _rows(table: _Table, columns: dict[str, str], reading: Reading) -> Iterator[Row]:
    """Rows by our names. A cell too many or too few is a problem of its line."""
    place = {name: at for at, name in reversed(list(enumerate(table.head)))}
    for line, cells in table.rows:
        if len(cells) != len(table.head):
            reading.problems.add(
                table.path.name,
                line,
                Sentence(
                    _("%(cells)s cells where the head names %(names)s"),
                    cells=len(cells),
                    names=len(table.head),
                ),
            )
        elif any(cell.strip() for cell in cells):
            yield Row(
                table.path.name,
                line,
                {ours: cells[place[theirs]].strip() for ours, theirs in columns.items()},
            )


def _posts(table: _Table, reading: Reading, origin: str, known: _Known) -> Iterator[Piece]:
    for row in _rows(table, table.columns, reading):
        try:
            place, thread = _post(row, reading, origin)
        except UnreadableError as error:
            reading.problems.add(row.file, row.line, error.sentence)
            continue
        if thread.key in known.keys:
            reading.problems.add(
                row.file,
                row.line,
                Sentence(_("%(title)s stands in this file already"), title=repr(thread.title[:60])),
            )
            continue
        known.keys.add(thread.key)
        for name in ("url", "id", "title"):
            if row.values.get(name):
                known.named.setdefault(plain(row.values[name]), thread.key)
        _count_left(row, reading.left)
        yield place
        yield thread


def _post(row: Row, reading: Reading, origin: str) -> tuple[Place, Thread]:
    title = row.named("title", longest=1_000)
    board = _cell(row, "place")
    author = person_by_mail(origin, _cell(row, "mail"), _cell(row, "author"))
    mark = (
        _cell(row, "url")
        or _cell(row, "id")
        or sha256(f"{title}\n{author and author.key}".encode()).hexdigest()[:20]
    )
    labels = [_cell(row, "kind"), *re.split(r"[,;|]", _cell(row, "tags")), board]
    kind = kinds.named([_cell(row, "kind")])
    at = _moment(row, "at") if _cell(row, "at") else reading.now
    place = Place(key(origin, "board", plain(board) or "wishes"), board or "Wishes")
    words = row.text("words") if "words" in row.values else ""
    thread = Thread(
        key(origin, "post", mark), place.key, title, _plain_words(words), at, author,
        kind or kinds.named(labels) or kinds.plainly(title) or "idea", kind is None, _end(row, at),
    )  # fmt: skip
    return place, thread


def _plain_words(words: str) -> str:
    return markdown(words) if re.search(r"</(p|div|li|a|b|strong|span)>|<br", words, re.IGNORECASE) else words


def _end(row: Row, at: datetime) -> End | None:
    said = _cell(row, "status")
    status = plain(said)
    if status not in _SHIPPED | _DECLINED:
        return None
    ended = max(_moment(row, "ended"), at) if _cell(row, "ended") else at
    because = _cell(row, "because") or f"It stood as “{said}” where it came from."
    return End("shipped" if status in _SHIPPED else "declined", because, ended)


def _count_left(row: Row, left: Counter[str]) -> None:
    votes = _cell(row, "votes")
    if votes.isdecimal() and len(votes) < 10:
        left["votes without a name"] += int(votes)
    if plain(_cell(row, "status")) in _PROMISED:
        left["promises of the other place"] += 1


def _votes(table: _Table, reading: Reading, origin: str, known: _Known) -> Iterator[Support]:
    columns = understood(table.head, only=_OF_VOTES)
    for row in _rows(table, columns, reading):
        try:
            vote = _vote(row, reading, origin, known)
        except UnreadableError as error:
            reading.problems.add(row.file, row.line, error.sentence)
            continue
        reading.left["votes without a name"] -= 1 if reading.left["votes without a name"] > 0 else 0
        yield vote


def _vote(row: Row, reading: Reading, origin: str, known: _Known) -> Support:
    names = [_cell(row, name) for name in ("url", "id", "post", "title")]
    thread = next((known.named[plain(name)] for name in names if plain(name) in known.named), "")
    mail, name = _cell(row, "voter_mail") or _cell(row, "mail"), _cell(row, "voter") or _cell(row, "author")
    who = person_by_mail(origin, mail, name)
    if not thread:
        called = next(filter(None, names), "")
        raise UnreadableError(
            Sentence(_("a vote for what no post is called: %(name)s"), name=repr(called[:60]))
        )
    if who is None:
        raise UnreadableError(Sentence(_("a vote of nobody")))
    at = _moment(row, "at") if _cell(row, "at") else reading.now
    return Support(key(thread, "vote", who.key.rpartition(":")[2]), thread, at, who)


def _cell(row: Row, name: str) -> str:
    return str(row.values.get(name, "")).strip()


def _moment(row: Row, name: str) -> datetime:
    """ISO 8601, and the ways people write a day that leave no doubt. Raises UnreadableError for any other."""
    said = _cell(row, name).removesuffix(" UTC").removesuffix(" GMT").removesuffix(" +0000")
    for shape in _DAYS:
        try:
            return datetime.strptime(said, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
    return Row(row.file, row.line, row.values | {name: said}).moment(name)
