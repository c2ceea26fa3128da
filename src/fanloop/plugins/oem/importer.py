"""Bring an archived community in: read strictly, store in batches, and change nothing the second time."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from fanloop.listening.voices import actions as voices
from fanloop.plugins.oem import history, needs, read, talk
from fanloop.plugins.oem.book import Book, Progress
from fanloop.plugins.oem.read import Archive
from fanloop.plugins.reading import Problem, Problems

__all__ = ["Summary", "import_oem"]


@dataclass(frozen=True)
class Summary:
    """`counts`: rows of the archive that are stored now, by what they became. `problems`: what was not understood."""

    counts: dict[str, int]
    problems: list[Problem]


def import_oem(folder: Path, *, strict: bool, at: datetime, progress: Progress | None = None) -> Summary:
    """Import the archive in `folder`. With `strict`, any problem leaves everything as it was.

    Each batch is one transaction; keys of the archive make every batch safe to repeat, so an import that was
    interrupted is finished by running it again.
    """
    if strict and (found := read.check(folder)):
        return Summary({}, found.kept)
    archive = Archive(folder, Problems())
    book = Book(at, progress)
    history.import_lines(book, archive.components(), at)
    talk.import_people(book, archive.people())
    supports = talk.import_topics(book, archive)
    talk.import_replies(book, archive.posts(set(book.topics)), supports)
    history.import_history(book, archive)
    _gather_needs(book, archive)
    return Summary(dict(book.counts), archive.problems.kept)


def _gather_needs(book: Book, archive: Archive) -> None:
    """Needs out of voices that ask for the same, by their words or because somebody said so."""
    cited = ((book.voices.get(found.topic), book.voices.get(found.other)) for found in archive.duplicates())
    groups = needs.gathered(book.said, {(one, other) for one, other in cited if one and other})
    same = [(group[0], voice) for group in groups for voice in group[1:]]
    made = voices.needs_from_voices(voice_ids=sorted(chain(*groups)), at=book.at, same=same)
    book.step("needs", len(set(made.values())))
