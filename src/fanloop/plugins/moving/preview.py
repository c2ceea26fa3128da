"""What a file would bring: counted, with the first pieces in words. Nothing is stored."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext_noop as _

from fanloop.listening.community import queries as community
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.plugins.moving.forums import keyed_by
from fanloop.plugins.moving.parcel import Person, Piece, Place, Reading, Reply, Same, Support, Thread
from fanloop.plugins.moving.readers import READERS
from fanloop.plugins.moving.unpacking import unpacked
from fanloop.plugins.sentences import Sentence

SAMPLES = 5
BATCH = 2_000
ASKING = {"idea", "bug"}
"""Kinds that are needs."""
T = TypeVar("T")


@dataclass
class Preview:
    """`new` and `here` count pieces by what they become; `left` counts what stays behind, by reason."""

    new: Counter[str] = field(default_factory=Counter)
    here: Counter[str] = field(default_factory=Counter)
    left: dict[str, int] = field(default_factory=dict)
    samples: list[dict[str, str]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    problem_count: int = 0

    def said(self) -> dict[str, Any]:
        return {**asdict(self), "new": dict(self.new), "here": dict(self.here)}


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def preview(
    kind: str,
    path: Path,
    *,
    columns: Mapping[str, str],
    at: datetime,
    forum: str = "",
    before: str | None = None,
) -> Preview:
    """Read everything once, batch by batch. Never raises for what stands in the file."""
    found, reading, seen = Preview(), Reading(at, columns=columns), set[str]()
    with unpacked(path, reading.problems) as paths:
        reading.forum = keyed_by(forum, paths, at=at, before=before)
        for batch in batches(READERS[kind](paths, reading)):
            _count(batch, found, seen)
    if not found.new and not found.here and not reading.problems:
        reading.problems.add(path.name, 0, Sentence(_("there is nothing in it that could come here")))
    found.left = {reason: count for reason, count in reading.left.items() if count}
    found.columns = dict(reading.seen_columns)
    found.problems = [problem.stored() for problem in reading.problems.kept[:100]]
    found.problem_count = reading.problems.count
    return found


def people_of(pieces: Iterable[Piece]) -> dict[str, tuple[Person, datetime]]:
    """Everybody these pieces are by, with the first moment they are seen at."""
    found: dict[str, tuple[Person, datetime]] = {}
    for piece in pieces:
        who = (
            piece.by
            if isinstance(piece, Support)
            else piece.author
            if isinstance(piece, Thread | Reply)
            else None
        )
        if who is not None and isinstance(piece, Thread | Reply | Support):
            before = found.get(who.key)
            found[who.key] = (who, min(piece.at, before[1]) if before else piece.at)
    return found


def _count(batch: list[Piece], found: Preview, seen: set[str]) -> None:
    names = {
        "spaces": {each.key for each in batch if isinstance(each, Place)},
        "topics": {each.key for each in batch if isinstance(each, Thread)},
        "voices": {each.key for each in batch if isinstance(each, Thread) and each.kind},
        "replies": {each.key for each in batch if isinstance(each, Reply)},
        "backings": {each.key for each in batch if isinstance(each, Support)},
        "people": set(people_of(batch)),
    }
    here = {
        "spaces": community.space_ids_by_key, "topics": community.ids_by_key, "voices": voices.ids_by_key,
        "replies": community.reply_ids_by_key, "backings": voices.backing_ids_by_key, "people": fans.ids_by_source,
    }  # fmt: skip
    for name, keys in names.items():
        fresh = {each for each in keys if f"{name} {each}" not in seen}
        if name in {"spaces", "people", "topics", "voices"}:
            seen.update(f"{name} {each}" for each in fresh)
        known = here[name](fresh) if fresh else {}
        found.here[name] += len(known)
        found.new[name] += len(fresh) - len(known)
        if name == "voices":
            asking = {each.key for each in batch if isinstance(each, Thread) and each.kind in ASKING}
            found.new["needs"] += len(asking & fresh - known.keys())
    found.new["ended"] += sum(1 for each in batch if isinstance(each, Thread) and each.end)
    found.new["duplicates"] += sum(1 for each in batch if isinstance(each, Same))
    _sample(batch, found)


def _sample(batch: list[Piece], found: Preview) -> None:
    for each in batch:
        if isinstance(each, Thread) and len(found.samples) < SAMPLES:
            who = (each.author.name or each.author.handle) if each.author else ""
            words = each.words[:240]
            found.samples.append({
                "title": each.title[:200], "words": words, "by": who, "kind": each.kind or "",
                "at": each.at.isoformat(), "end": each.end.outcome if each.end else "",
            })  # fmt: skip
