"""The life of a run: looked at, begun, carried out in the background or at once, ended, taken back."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.foundation import files, jobs, live
from fanloop.people.team.queries import Member
from fanloop.plugins.moving.actions import bringing as bring
from fanloop.plugins.moving.actions.changelogs import bring_kept_changelog
from fanloop.plugins.moving.actions.undoing import Undone, named, undo
from fanloop.plugins.moving.changelogs import KIND
from fanloop.plugins.moving.forums import keyed_by
from fanloop.plugins.moving.models import Run
from fanloop.plugins.moving.parcel import Reading
from fanloop.plugins.moving.preview import batches
from fanloop.plugins.moving.queries import Refused, keyed_before, preview
from fanloop.plugins.moving.readers import READERS
from fanloop.plugins.moving.unpacking import digest, unpacked

BATCH = 1_000
FORGOTTEN = timedelta(days=1)
Progress = Callable[[str, int, int], None]


@transaction.atomic
def look(
    *,
    kind: str,
    data: bytes,
    name: str,
    space_id: int | None,
    columns: Mapping[str, str],
    by: Member | None,
    at: datetime,
    forum: str = "",
) -> Run:
    """Keep an upload for a day and say what it would bring. Nothing is stored among the community."""
    kept = files.keep(data, name=name, content_type="application/octet-stream", at=at)
    run = Run(
        kind=kind,
        name=name[:200],
        sha256=kept.sha256,
        source=kept.sha256,
        space_id=space_id,
        columns=dict(columns),
        forum=forum,
        by=by,
        at=at,
    )
    with _on_disk(run) as path:
        run.seen = preview(kind, path, columns=columns, at=at, forum=forum).said()
    run.problem_count, run.problems = run.seen.pop("problem_count"), run.seen.pop("problems")
    run.total = sum(
        run.seen["new"].get(each, 0) + run.seen["here"].get(each, 0)
        for each in ("topics", "replies", "backings")
    )
    run.save()
    return run


def begin(*, run: Run, at: datetime) -> None:
    """Say yes to what was looked at; it is carried out in the background. Saying it twice is saying it once."""
    with transaction.atomic():
        if not Run.objects.filter(id=run.id, started_at=None).exclude(source="").update(started_at=at):
            return
        jobs.defer("moving.bring", run=run.id)


def bring_kept(*, run_id: int, at: datetime) -> None:
    """What the background does: bring the kept upload in, then give it away."""
    run = Run.objects.filter(id=run_id, ended_at=None).exclude(started_at=None).first()
    if run is None:
        return
    try:
        if run.kind == KIND:
            bring_kept_changelog(run=run, at=at)
        else:
            with _on_disk(run) as path:
                carry_out(run=run, path=path, at=at)
    except bring.Stopped:
        return
    except FileNotFoundError:
        _end(run, at, failed=gettext_noop("The file is not kept any more. Give it once more."))
    _give_away(run)


def bring_path(
    *,
    kind: str,
    path: Path,
    space_id: int | None,
    columns: Mapping[str, str],
    at: datetime,
    progress: Progress | None = None,
    forum: str = "",
) -> Run:
    """Bring a file or folder in now, as the command line does. One that was broken off before goes on as the same run."""
    run = Run.objects.filter(
        kind=kind,
        name=path.name[:200],
        sha256=digest(path),
        space=space_id,
        columns=dict(columns),
        forum=forum,
        source="",
        ended_at=None,
    ).last()
    run = run or Run.objects.create(
        kind=kind,
        name=path.name[:200],
        sha256=digest(path),
        space_id=space_id,
        columns=dict(columns),
        forum=forum,
        at=at,
        started_at=at,
    )
    carry_out(run=run, path=path, at=at, progress=progress)
    return run


def carry_out(*, run: Run, path: Path, at: datetime, progress: Progress | None = None) -> None:
    """Read and store, batch by batch. Broken off anywhere, it is finished by being run again."""
    reading = Reading(run.at, columns=run.columns)
    run.done = 0
    book = bring.Book(run, at)
    with unpacked(path, reading.problems) as paths:
        run.keyed = reading.forum = keyed_by(
            run.forum, paths, at=run.at, before=keyed_before(run.forum, but=run.id)
        )
        run.save(update_fields=["keyed"])
        for batch in batches(READERS[run.kind](paths, reading), BATCH):
            bring.store(book, batch)
            if progress:
                progress(run.name, run.done, run.done)
    bring.join_same(book)
    run.seen = {**run.seen, "left": {reason: count for reason, count in reading.left.items() if count}}
    run.problems = [problem.stored() for problem in reading.problems.kept[:200]]
    run.problem_count = reading.problems.count
    _end(run, at)


def _end(run: Run, at: datetime, failed: str = "") -> None:
    run.ended_at, run.failed = at, failed[:300]
    run.save()
    live.announce(f"moving-{run.id}", "ended")


def take_back(*, run: Run, at: datetime) -> Undone:
    """Undo a run; one that still goes on stops first. Raises Refused for one that never began or was taken back."""
    if run.started_at is None:
        raise Refused(_("This import has not begun yet."))
    if run.undone_at is not None and not run.stayed:
        raise Refused(_("This import was taken back already."))
    if run.ended_at is None:
        _end(run, at, failed=gettext_noop("It was stopped and taken back."))
    found = undo(run, at=at)
    run.undone_at, run.stayed = at, named(found.stayed)
    run.counts = {**run.counts, "gone": found.gone, "threads_kept": found.threads_kept}
    run.save()
    live.announce(f"moving-{run.id}", "undone")
    return found


def take_back_later(*, run: Run, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    """Undo it in the background; the page hears when it is done."""
    jobs.defer("moving.undo", run=run.id)


def forget_looks(*, at: datetime) -> int:
    """Uploads that were looked at and left lie a day, then go."""
    old = list(Run.objects.filter(started_at=None, at__lt=at - FORGOTTEN))
    for run in old:
        _give_away(run)
        run.delete()
    return len(old)


def _give_away(run: Run) -> None:
    """The upload, and the table of dates beside a changelog, where no other run needs them."""
    given = [one for one in (run.source, run.columns.get("dates", "") if run.kind == KIND else "") if one]
    run.source = ""
    run.save(update_fields=["source"])
    for sha256 in given:
        waiting = Run.objects.filter(Q(source=sha256) | Q(columns__dates=sha256)).exclude(id=run.id)
        kept = files.kept(sha256)
        if kept and not waiting.exclude(source="").exists():
            files.discard(kept)


@contextmanager
def _on_disk(run: Run) -> Iterator[Path]:
    """The kept bytes under the name they came with. Raises FileNotFoundError."""
    data = files.read(run.source) if run.source else None
    if data is None:
        raise FileNotFoundError(run.name)
    with tempfile.TemporaryDirectory(prefix="fanloop-moving-") as folder:
        path = Path(folder) / (Path(run.name).name or "file")
        path.write_bytes(data.getvalue())
        yield path
