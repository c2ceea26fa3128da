"""Store a release history that was made elsewhere: sets, one transaction and one fact per batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from fanloop.foundation import bus, trail
from fanloop.foundation.search import index as search
from fanloop.foundation.text import translated
from fanloop.releasing.releases.actions.noting import note_imported
from fanloop.releasing.releases.facts import ReleasesImported
from fanloop.releasing.releases.models import Boarding, Change, Credit, Departure, Note, Train
from fanloop.releasing.releases.queries import ASKED, BACKED, MADE
from fanloop.things.products import queries as products

_BATCH = 2_000
R = TypeVar("R", "NewTrain", "NewChange")


@dataclass(frozen=True)
class NewTrain:
    """A release that has left already. `causes`: reference → how the tie is known, such as "commit".

    `words` is what was written above its changes, by language tag; it becomes its first notes.
    """

    source_key: str
    line_id: int
    number: str
    left_at: datetime
    words: Mapping[str, str] = field(default_factory=dict)
    causes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NewChange:
    """A change of that history, aboard the train with the key `train`, or aboard none. `asked` and `backed` are fans."""

    source_key: str
    line_id: int
    title: str
    kind: str
    at: datetime
    guessed: bool = True
    commit: str = ""
    train: str | None = None
    made_by: int | None = None
    maker_name: str = ""
    words: str = ""
    asked: Sequence[int] = ()
    backed: Sequence[int] = ()
    causes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """Ids by source key, of all rows of the batch, whether new or known."""

    trains: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    added: int = 0


@transaction.atomic
def import_releases(
    *, origin: str, trains: Sequence[NewTrain], changes: Sequence[NewChange], at: datetime
) -> Imported:
    """Store what is not stored yet. Trains of earlier batches are found by their keys; nothing known changes.

    Raises KeyError for a change whose train nobody has imported.
    """
    new_trains = _unknown(Train, trains)
    Train.objects.bulk_create(
        [
            Train(line_id=t.line_id, number=t.number, leaves_at=t.left_at, origin=origin, at=at, source_key=t.source_key)
            for t in new_trains
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    keys = {t.source_key for t in trains} | {c.train for c in changes if c.train}
    train_ids = _ids(Train, keys)
    new_changes = _unknown(Change, changes)
    Change.objects.bulk_create([_change(c) for c in new_changes], batch_size=_BATCH)
    change_ids = _ids(Change, [c.source_key for c in changes])
    _depart(new_trains, train_ids)
    _note(new_trains, train_ids)
    credited = _board(new_changes, train_ids, change_ids)
    note_imported({train_ids[one.train] for one in new_changes if one.train})
    _explain(new_trains, new_changes, train_ids, change_ids, at=at)
    _make_findable(new_trains, train_ids)
    added = len(new_trains) + len(new_changes)
    if added:
        fact = ReleasesImported(origin, len(new_trains), len(new_changes), credited)
        bus.publish(fact, at=at)
    return Imported({t.source_key: train_ids[t.source_key] for t in trains}, change_ids, added)


def _change(new: NewChange) -> Change:
    return Change(
        line_id=new.line_id,
        title=translated.words(new.title),
        words=translated.words(new.words) if new.words else {},
        maker_name=new.maker_name[:80],
        kind=new.kind,
        guessed=new.guessed,
        commit=new.commit,
        at=new.at,
        source_key=new.source_key,
    )


def _depart(trains: Sequence[NewTrain], train_ids: dict[str, int]) -> None:
    rows = [Departure(train_id=train_ids[t.source_key], at=t.left_at) for t in trains]
    Departure.objects.bulk_create(rows, batch_size=_BATCH)


def _note(trains: Sequence[NewTrain], train_ids: dict[str, int]) -> None:
    """What its maker wrote back then; nobody here wrote it, so it has no author."""
    Note.objects.bulk_create(
        Note(train_id=train_ids[t.source_key], language=language, body=body, generated=False, at=t.left_at)
        for t in trains
        for language, body in t.words.items()
        if body.strip()
    )


def _board(changes: Sequence[NewChange], train_ids: dict[str, int], change_ids: dict[str, int]) -> int:
    places = [
        Boarding(change_id=change_ids[c.source_key], train_id=train_ids[c.train], at=c.at)
        for c in changes
        if c.train
    ]
    Boarding.objects.bulk_create(places, batch_size=_BATCH)
    credits_ = [
        Credit(change_id=change_ids[c.source_key], fan_id=fan_id, for_what=for_what, at=c.at)
        for c in changes
        for for_what, people in _behind(c)
        for fan_id in dict.fromkeys(people)
    ]
    return len(Credit.objects.bulk_create(credits_, batch_size=_BATCH))


def _behind(change: NewChange) -> list[tuple[str, Sequence[int]]]:
    """Who asked for what never left is thanked when it does; who made it has made it."""
    made = [] if change.made_by is None else [change.made_by]
    return [(MADE, made), *([(ASKED, change.asked), (BACKED, change.backed)] if change.train else [])]


def _explain(
    trains: Sequence[NewTrain],
    changes: Sequence[NewChange],
    train_ids: dict[str, int],
    change_ids: dict[str, int],
    *,
    at: datetime,
) -> None:
    """A train left because of what was aboard; a change was made because of what people said."""
    arrows = []
    for train in trains:
        name = f"releases.train:{train_ids[train.source_key]}"
        arrows += _arrows(name, train.causes)
    for change in changes:
        name = f"releases.change:{change_ids[change.source_key]}"
        arrows += _arrows(name, change.causes)
        if change.train:
            arrows.append(trail.Arrow(f"releases.train:{train_ids[change.train]}", name))
    trail.because_all(arrows, at=at)


def _arrows(effect: str, causes: Mapping[str, str]) -> list[trail.Arrow]:
    return [trail.Arrow(effect, cause, unit=via) for cause, via in causes.items()]


def _make_findable(trains: Sequence[NewTrain], train_ids: dict[str, int]) -> None:
    names = {line.id: translated.read(line.name, "en") for line in products.lines()}
    search.index(
        search.Entry(
            f"releases.train:{train_ids[t.source_key]}",
            "en",
            f"{names.get(t.line_id, '')} {t.number}".strip(),
            "",
            t.left_at,
            labels=[f"products.line:{t.line_id}"],
        )
        for t in trains
    )


def _unknown(model: type[Train | Change], rows: Sequence[R]) -> list[R]:
    """Those whose key is not stored, each once."""
    known = _ids(model, [row.source_key for row in rows])
    return list({row.source_key: row for row in rows if row.source_key not in known}.values())


def _ids(model: type[Train | Change], keys: Iterable[str]) -> dict[str, int]:
    rows = model.objects.filter(source_key__in=list(keys)).values_list("source_key", "id")
    return {key: row_id for key, row_id in rows if key}
