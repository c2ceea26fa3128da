"""A release history becomes trains that left, each change aboard its own; brought once, however often."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from fanloop.plugins.moving.actions.bringing import one_at_a_time
from fanloop.plugins.moving.actions.running import digest
from fanloop.plugins.moving.changelogs import KIND, preview_changelog, source_key
from fanloop.plugins.moving.models import Made, Run
from fanloop.plugins.moving.people import key
from fanloop.plugins.moving.preview import batches
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases.actions import NewChange, NewTrain
from fanloop.releasing.releases.queries import imported as trains
from fanloop.releasing.releases.rules.changelog import Item, Release, ours
from fanloop.things.products.queries import Line

BATCH = 200
NOON = time(12, tzinfo=UTC)


def bring_changelog(
    *, path: Path, line: Line, at: datetime, project: str = "", days: Path | None = None
) -> Run:
    """Store the releases that were understood, some hundred in a transaction, and remember what this run made."""
    found = preview_changelog(path=path, line=line, project=project, days=days)
    run = Run.objects.create(
        kind=KIND, name=path.name[:200], sha256=digest(path), columns={"line": line.slug}, at=at, started_at=at,
        problems=[asdict(one) for one in found.problems.kept[:200]], problem_count=found.problems.count,
        seen={"left": {reason: count for reason, count in found.left.items() if count}},
    )  # fmt: skip
    for batch in batches(found.releases, BATCH):
        _store(run, line, batch, at)
    run.ended_at = at
    run.save()
    return run


@transaction.atomic
def _store(run: Run, line: Line, batch: Sequence[Release], at: datetime) -> None:
    one_at_a_time()
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
