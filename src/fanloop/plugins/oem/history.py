"""Components, releases and commits of an archive: lines, trains that left, and changes with their reasons."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.text import slugify

from fanloop.people.fans import actions as fans
from fanloop.people.fans.actions import NewDeed
from fanloop.plugins.oem import guesses
from fanloop.plugins.oem.book import ORIGIN, Book
from fanloop.plugins.oem.read import Archive, Commit, Component, Release, Tie
from fanloop.plugins.oem.talk import batches, know_people
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases.actions import NewChange, NewTrain
from fanloop.things.products import actions as products
from fanloop.things.products.actions import NewLine

HARDWARE = ("emonpi", "emontx", "emonglcd", "emonbase")
"""Beginnings of the names of components that are boards; the others are software."""

Target = tuple[str, str, str]
"""Component, commit, release; one of the latter two is empty."""
Deed = tuple[int, date, int]
"""Fan, day, line."""


def import_lines(book: Book, components: Iterable[Component], first: datetime) -> None:
    new = [
        NewLine(
            source_key=f"oem:line:{component.key}",
            slug=slugify(component.key)[:80],
            name=_name(component),
            kind="hardware" if component.key.startswith(HARDWARE) else "software",
            at=first,
        )
        for component in components
    ]
    if new:
        ids = products.import_lines(lines=new, at=book.at)
        book.lines.update({key.removeprefix("oem:line:"): line_id for key, line_id in ids.items()})
        book.step("lines", len(new))


def _name(component: Component) -> str:
    """The repository's own spelling, or two words where it is a part of something."""
    return component.key.replace("-", " ") if "-" in component.key else component.repo.rpartition("/")[2]


def import_history(book: Book, archive: Archive) -> None:
    """Releases become trains, commits changes aboard them; ties become causes of a change or of a train."""
    tags = list(archive.releases(set(book.lines)))
    ties = _by_target(archive.ties(set(book.topics)))
    for batch in batches(tags):
        releases.import_releases(
            origin=ORIGIN, trains=[_train(book, tag, ties) for tag in batch], changes=[], at=book.at
        )
        book.step("releases", len(batch), len(tags))
    known = {(tag.component, tag.tag) for tag in tags}
    deeds: Counter[Deed] = Counter()
    for commits in batches(archive.commits(set(book.lines), known)):
        know_people(book, ((commit.author, commit.at) for commit in commits))
        told = [commit for commit in commits if _is_told(commit, ties)]
        changes = [_change(book, commit, ties) for commit in told]
        done = releases.import_releases(origin=ORIGIN, trains=[], changes=changes, at=book.at)
        fans.record_deeds(_asked(changes, done.changes), at=book.at)
        deeds += _deeds(book, commits)
        book.step("changes", len(told))
        book.step("merges left out", len(commits) - len(told))
    _record(book, deeds)


def _by_target(ties: Iterable[Tie]) -> dict[Target, list[Tie]]:
    """A tie to a commit is the commit's; one to a release alone is the release's; others lead nowhere yet."""
    found: dict[Target, list[Tie]] = defaultdict(list)
    for tie in ties:
        if tie.commit:
            found[tie.component, tie.commit, ""].append(tie)
        elif tie.released_in:
            found[tie.component, "", tie.released_in].append(tie)
    return found


def _causes(book: Book, ties: Sequence[Tie]) -> dict[str, str]:
    for_what = {book.cause(tie.topic): tie.via.rpartition("_")[2][:24] for tie in ties}
    book.step("ties", len(for_what))
    return for_what


def _is_told(commit: Commit, ties: Mapping[Target, list[Tie]]) -> bool:
    """A merge repeats what its commits say, unless somebody pointed at it."""
    return not commit.is_merge or (commit.component, commit.id, "") in ties


def _train(book: Book, tag: Release, ties: Mapping[Target, list[Tie]]) -> NewTrain:
    return NewTrain(
        source_key=f"oem:train:{tag.component}:{tag.tag}",
        line_id=book.lines[tag.component],
        number=tag.tag,
        left_at=tag.at,
        causes=_causes(book, ties.get((tag.component, "", tag.tag), [])),
    )


def _change(book: Book, commit: Commit, ties: Mapping[Target, list[Tie]]) -> NewChange:
    tied = ties.get((commit.component, commit.id, ""), [])
    topics = {tie.topic for tie in tied}
    return NewChange(
        source_key=f"oem:commit:{commit.component}:{commit.id}",
        line_id=book.lines[commit.component],
        title=commit.subject,
        kind=guesses.change_kind(commit.subject),
        at=commit.at,
        commit=commit.id,
        train=f"oem:train:{commit.component}:{commit.released_in}" if commit.released_in else None,
        made_by=book.people.get(commit.author),
        asked=book.asked(topics),
        backed=book.backed(topics),
        causes=_causes(book, tied),
    )


def _asked(changes: Iterable[NewChange], ids: Mapping[str, int]) -> list[NewDeed]:
    """What asking and backing led to, for the records of those who did."""
    return [
        NewDeed(fan_id=fan, day=one.at.date(), kind=kind, ref=f"releases.change:{ids[one.source_key]}")
        for one in changes
        for kind, people in (("change_asked", one.asked), ("change_backed", one.backed))
        for fan in people
        if one.train
    ]


def _deeds(book: Book, commits: Sequence[Commit]) -> Counter[Deed]:
    """How often each person wrote for a component on a day."""
    return Counter(
        (book.people[commit.author], commit.at.date(), book.lines[commit.component])
        for commit in commits
        if commit.author in book.people
    )


def _record(book: Book, deeds: Mapping[Deed, int]) -> None:
    rows = [
        NewDeed(fan_id=fan, day=day, kind="made", count=count, ref=f"products.line:{line}")
        for (fan, day, line), count in deeds.items()
    ]
    fans.record_deeds(rows, at=book.at)
