"""A release history becomes trains that left, each change aboard its own; brought once, however often."""

import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from fanloop.foundation import files, live
from fanloop.people.team.queries import Member
from fanloop.plugins.moving.actions.bringing import Stopped, one_at_a_time
from fanloop.plugins.moving.changelogs import ITEMS, KIND, TRAINS, History, preview_changelog, source_key
from fanloop.plugins.moving.models import Made, Run
from fanloop.plugins.moving.people import key
from fanloop.plugins.moving.preview import SAMPLES, batches
from fanloop.plugins.moving.unpacking import digest, unpacked
from fanloop.plugins.reading import Problems
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases.actions import NewChange, NewTrain
from fanloop.releasing.releases.queries import imported as trains
from fanloop.releasing.releases.rules.changelog import Item, Release, ours
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line

BATCH = 200
NOON = time(12, tzinfo=UTC)


@transaction.atomic
def look_changelog(
    *,
    data: bytes,
    name: str,
    line: Line,
    project: str,
    dates: bytes | None,
    by: Member | None,
    at: datetime,
) -> Run:
    """Keep an upload for a day and say what it would bring to a line. Nothing is stored among the trains."""
    table = files.keep(dates, name="dates.csv", content_type="text/csv", at=at) if dates else None
    kept = files.keep(data, name=name, content_type="application/octet-stream", at=at)
    asked = {"line": line.slug, "project": project, "dates": table.sha256 if table else ""}
    run = Run(kind=KIND, name=name[:200], sha256=kept.sha256, source=kept.sha256, columns=asked, by=by, at=at)
    with _laid_out(run) as (path, days):
        found = preview_changelog(path=path, line=line, project=project, days=days)
    _say(run, found)
    run.seen |= _counted(line, found.releases) | {"samples": _samples(found.releases)}
    run.total = len(found.releases)
    run.save()
    return run


def bring_changelog(
    *, path: Path, line: Line, at: datetime, project: str = "", days: Path | None = None
) -> Run:
    """Store the releases that were understood, some hundred in a transaction, and remember what this run made."""
    run = Run.objects.create(
        kind=KIND,
        name=path.name[:200],
        sha256=digest(path),
        columns={"line": line.slug},
        at=at,
        started_at=at,
    )
    _carry_out(run, line, preview_changelog(path=path, line=line, project=project, days=days), at)
    return run


def bring_kept_changelog(*, run: Run, at: datetime) -> None:
    """What was looked at comes in. Raises FileNotFoundError where it is not kept any more."""
    line = products.line(run.columns["line"])
    if line is None:
        raise FileNotFoundError(run.columns["line"])
    run.done = 0
    with _laid_out(run) as (path, days):
        found = preview_changelog(path=path, line=line, project=run.columns["project"], days=days)
        _carry_out(run, line, found, at)


def _carry_out(run: Run, line: Line, found: History, at: datetime) -> None:
    _say(run, found)
    for batch in batches(found.releases, BATCH):
        _store(run, line, batch, at)
    run.ended_at = at
    run.save()
    live.announce(f"moving-{run.id}", "ended")


def _say(run: Run, found: History) -> None:
    """What was not understood, and what stays behind, by reason."""
    run.problems = [one.stored() for one in found.problems.kept[:200]]
    run.problem_count = found.problems.count
    run.seen = {**run.seen, "left": {reason: count for reason, count in found.left.items() if count}}


def _counted(line: Line, told: Sequence[Release]) -> dict[str, dict[str, int]]:
    """How many trains and changes would come, and how many are here already."""
    changes = {_change(line, one, item).source_key for one in told for item in one.items}
    trains_here, changes_here = trains.imported_ids([source_key(line, one.number) for one in told], changes)
    here = {"trains": len(trains_here), "changes": len(changes_here)}
    return {
        "new": {"trains": len(told) - here["trains"], "changes": len(changes) - here["changes"]},
        "here": here,
    }


def _samples(told: Sequence[Release]) -> list[dict[str, Any]]:
    """The latest releases, with the first things they brought."""
    return [
        {
            "title": one.number, "at": one.day.isoformat() if one.day else "", "changes": len(one.items),
            "words": " · ".join(item.title for item in one.items[:6])[:240],
        }
        for one in told[: -SAMPLES - 1 : -1]
    ]  # fmt: skip


@contextmanager
def _laid_out(run: Run) -> Iterator[tuple[Path, Path | None]]:
    """The kept file under its name, or the folder of its tables, and the table of dates. Raises FileNotFoundError."""
    with tempfile.TemporaryDirectory(prefix="fanloop-changelog-") as folder:
        path = Path(folder) / (Path(run.name).name or "CHANGELOG.md")
        path.write_bytes(files.read(run.source).getvalue())
        days = Path(folder) / "dates" / "dates.csv" if run.columns["dates"] else None
        if days:
            days.parent.mkdir()
            days.write_bytes(files.read(run.columns["dates"]).getvalue())
        with unpacked(path, Problems()) as inside:
            yield (_together(inside, Path(folder) / "tables") if zipfile.is_zipfile(path) else path), days


def _together(paths: Sequence[Path], folder: Path) -> Path:
    """Both tables of an archive beside each other, wherever they lay in it."""
    folder.mkdir()
    for path in paths:
        if path.name in {TRAINS, ITEMS}:
            shutil.copyfile(path, folder / path.name)
    return folder


@transaction.atomic
def _store(run: Run, line: Line, batch: Sequence[Release], at: datetime) -> None:
    one_at_a_time()
    if not Run.objects.filter(id=run.id, ended_at=None).exists():
        raise Stopped
    new_trains = [_train(line, one) for one in batch]
    new_changes = [_change(line, one, item) for one in batch for item in one.items]
    trains_before, changes_before = trains.imported_ids(
        [one.source_key for one in new_trains], [one.source_key for one in new_changes]
    )
    done = releases.import_releases(origin=KIND, trains=new_trains, changes=new_changes, at=at)
    aboard = {one.source_key: one.train or "" for one in new_changes}
    _keep(run, "trains", "releases.train", {each: done.trains[each] for each in done.trains if each not in trains_before}, {})  # fmt: skip
    _keep(run, "changes", "releases.change", {each: done.changes[each] for each in done.changes if each not in changes_before}, aboard)  # fmt: skip
    run.done += len(batch)
    run.save(update_fields=["done", "counts"])


def _keep(run: Run, what: str, kind: str, ids: dict[str, int], threads: dict[str, str]) -> None:
    rows = [Made(run=run, ref=f"{kind}:{row}", thread=threads.get(each, each)) for each, row in ids.items()]
    Made.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        run.counts[what] = run.counts.get(what, 0) + len(rows)


def _train(line: Line, one: Release) -> NewTrain:
    assert one.day is not None
    return NewTrain(
        source_key=source_key(line, one.number), line_id=line.id, number=one.number,
        left_at=datetime.combine(one.day, NOON), words={"en": one.words} if one.words else {},
    )  # fmt: skip


def _change(line: Line, one: Release, item: Item) -> NewChange:
    assert one.day is not None
    mark = sha256("\n".join([item.title, *item.issues]).encode("utf-8", "replace")).hexdigest()[:16]
    return NewChange(
        source_key=key(KIND, line.slug, one.number, mark), line_id=line.id, title=item.title, words=item.words,
        kind=ours(item), guessed=item.is_guessed, at=datetime.combine(one.day, NOON), train=source_key(line, one.number),
        maker_name=_named(item.credits),
    )  # fmt: skip


def _named(credits_: Collection[str]) -> str:
    """Whom the text itself thanks, as it writes them; nobody gets an account by being thanked elsewhere."""
    said = ", ".join(credits_)
    return said if len(said) <= 80 else f"{said[:79]}…"
