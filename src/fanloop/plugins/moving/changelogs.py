"""A release history out of files: a changelog of any dialect, or a pair of tables `releases.csv`, `release_items.csv`."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_noop as _

from fanloop.plugins.moving.people import key
from fanloop.plugins.reading import Problems, Row, UnreadableError, csv_rows, lines, parsed
from fanloop.plugins.sentences import Sentence
from fanloop.releasing.releases.queries import imported as trains
from fanloop.releasing.releases.rules.changelog import UNRELEASED, Item, Release
from fanloop.releasing.releases.rules.changelog_items import item, kind_of
from fanloop.releasing.releases.rules.changelog_reading import LONGEST_NUMBER, read
from fanloop.things.products.queries import Line

KIND = "changelog"
TRAINS, ITEMS = "releases.csv", "release_items.csv"
UNSAID = {"", "change", "closes", "pull", "other"}
"""Kinds of a table that say how something came in, not what it is."""
WHY = {
    "empty": _("no release was found; a heading such as “## [1.2.0] - 2026-11-20” begins one"),
    "twice": _("%(number)s stands on line %(line)s already"),
    "long": _("a number longer than %(most)s characters: %(number)s…"),
    "day": _("not a day: %(day)s"),
}
"""What reading a text says of a place it does not understand, in words."""
OURS = _("%(number)s stands on %(line)s already; nothing of it was changed")
NO_DATE = _("%(number)s has no date; a table of tags and dates can give it (--dates)")
NOWHERE = _("%(number)s has no date, and %(table)s does not name it")
WHICH = _("name one project (--project): %(known)s")
NONE = _("it holds no release")
_PREFIX = re.compile(r"^(?:release[-_/ ]|v(?=\d))", re.IGNORECASE)


@dataclass
class History:
    """Releases with a day, the first one first; what stays behind is counted by reason."""

    releases: list[Release] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    left: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Tagged:
    project: str
    tag: str
    day: date
    is_early: bool


@dataclass(frozen=True)
class _Told:
    project: str
    tag: str
    day: date | None
    item: Item


def history(path: Path, *, project: str = "", days: Path | None = None) -> History:
    """What a file or a folder with both tables tells. Never raises for what stands in it.

    `project` names the one to take from tables that hold several; `days` is a table of tags and dates for a changelog
    that has none.
    """
    found = History()
    if path.is_dir() or path.name == TRAINS:
        found.releases = _of_tables(path if path.is_dir() else path.parent, project, found)
    else:
        text = "\n".join(_texts(path, found.problems))
        log = read(text)
        for one in log.unread:
            found.problems.add(path.name, one.line, Sentence(WHY[one.why], **one.values))
        known = _days(days, project, found.problems) if days else {}
        found.releases = _dated(log.releases, known, path.name, found)
    return found


def preview_changelog(*, path: Path, line: Line, project: str = "", days: Path | None = None) -> History:
    """What a file would bring to a line. Numbers that stand there already, born here, are problems."""
    found = history(path, project=project, days=days)
    known = trains.ids_by_number(line.id, [one.number for one in found.releases])
    own = {number for number, source in known.items() if source != source_key(line, number)}
    for one in found.releases:
        if one.number in own:
            found.problems.add(path.name, one.line, Sentence(OURS, number=one.number, line=line.slug))
    found.releases = [one for one in found.releases if one.number not in own]
    return found


def source_key(line: Line, number: str) -> str:
    """What a release of a line is known by, however often it comes."""
    return key(KIND, line.slug, number)


def _texts(path: Path, problems: Problems) -> Iterable[str]:
    """Every line in its place; one that cannot be read is empty, and named."""
    number = 0
    for line in lines(path, problems):
        yield from [""] * (line.number - number - 1)
        number = line.number
        yield line.text.rstrip("\r\n")


def same(tag: str) -> str:
    """Tags of one release are the same: `RELEASE_2V29`, `v2v29`, `2v29`."""
    return _PREFIX.sub("", tag.strip()).casefold()


def _dated(releases: Sequence[Release], days: Mapping[str, date], file: str, found: History) -> list[Release]:
    """Those that have left on a day, the first one first; others are named or counted."""
    kept = []
    for one in reversed(releases):
        day = one.day or days.get(same(one.number))
        if one.number == UNRELEASED:
            found.left["changes not released yet"] += len(one.items)
        elif day is None:
            found.problems.add(file, one.line, Sentence(NO_DATE, number=one.number))
        else:
            kept.append(replace(one, day=day))
    return sorted(kept, key=lambda one: one.day or date.min)


def _days(path: Path, project: str, problems: Problems) -> dict[str, date]:
    rows = csv_rows(path, problems, columns=("tag", "date"))
    read_ = parsed(rows, lambda row: (row.values.get("project", ""), row.named("tag"), row.day("date")), problems)  # fmt: skip
    return {same(tag): day for of, tag, day in read_ if not project or of in {"", project}}


def _of_tables(folder: Path, project: str, found: History) -> list[Release]:
    rows = list(csv_rows(folder / TRAINS, found.problems, columns=("tag", "date")))
    projects = {row.values.get("project", "") for row in rows}
    if project not in projects and (project or len(projects) > 1):
        known = ", ".join(sorted(projects))
        found.problems.add(TRAINS, 0, Sentence(WHICH, known=known) if known else Sentence(NONE))
        return []
    items = csv_rows(folder / ITEMS, found.problems, columns=("tag", "title"))
    tagged = parsed(_mine(rows, project), _tagged, found.problems)
    return _joined(list(tagged), list(parsed(_mine(items, project), _told, found.problems)), found)


def _mine(rows: Iterable[Row], project: str) -> Iterable[Row]:
    return (row for row in rows if not project or row.values.get("project") == project)


def _tagged(row: Row) -> _Tagged:
    early = row.flag("prerelease") if "prerelease" in row.values else False
    return _Tagged(row.values.get("project", ""), row.named("tag", longest=LONGEST_NUMBER), row.day("date"), early)  # fmt: skip


def _told(row: Row) -> _Told:
    values, kind = row.values, str(row.values.get("kind", "")).strip()
    said = item(row.text("title"), kind="" if kind.casefold() in UNSAID else kind_of(kind), line=row.line)
    if said is None:
        raise UnreadableError(Sentence(_("'title' is empty")))
    issue, credit = str(values.get("issue", "")).strip(), str(values.get("credit", "")).strip()
    whole = replace(
        said,
        issues=tuple(dict.fromkeys([*([issue] if issue else []), *said.issues])),
        credits=tuple(dict.fromkeys([*([credit] if credit else []), *said.credits])),
    )
    day = row.day("date") if values.get("date") else None
    return _Told(values.get("project", ""), row.named("tag", longest=LONGEST_NUMBER), day, whole)


def _joined(tagged: Sequence[_Tagged], told: Sequence[_Told], found: History) -> list[Release]:
    """Items aboard their releases. What came with a release for testers leaves with the next one for everybody."""
    items: dict[str, list[Item]] = defaultdict(list)
    for each in told:
        items[same(each.tag)].append(each.item)
    trains = [*tagged, *_only_told(told, {same(one.tag) for one in tagged}, found)]
    releases, waiting = [], list[Item]()
    for one in sorted(trains, key=lambda train: (train.day, not train.is_early)):
        waiting += items.pop(same(one.tag), [])
        if one.is_early:
            found.left["releases for testers"] += 1
        else:
            aboard = {(each.title, each.issues): each for each in waiting}
            releases.append(Release(one.tag, one.day, tuple(aboard.values())))
            waiting = []
    found.left["changes not released yet"] += len(waiting)
    return releases


def _only_told(told: Sequence[_Told], known: Collection[str], found: History) -> list[_Tagged]:
    """Releases that the table of releases does not name, by the day beside their items."""
    days: dict[str, tuple[str, date | None, int]] = {}
    for one in told:
        if same(one.tag) not in known:
            days.setdefault(same(one.tag), (one.tag, one.day, one.item.line))
    for tag, day, line in days.values():
        if day is None:
            found.problems.add(ITEMS, line, Sentence(NOWHERE, number=tag, table=TRAINS))
    return [_Tagged("", tag, day, is_early=False) for tag, day, _line in days.values() if day]
