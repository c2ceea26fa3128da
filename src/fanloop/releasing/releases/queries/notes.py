"""What notes tell beyond the changes: what is owed of earlier trains, a line's whole history, and every revision."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from fanloop.foundation.text import translated
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team
from fanloop.releasing.releases.models import Boarding, Departure, Hold, Note, Pulled, Train, Withdrawal
from fanloop.releasing.releases.queries.reports import not_fixed_last_week
from fanloop.releasing.releases.queries.trains import (
    MADE,
    Held,
    TrainRow,
    changes_of,
    coming_trains,
    credits_of,
)
from fanloop.releasing.releases.rules.changelog import OF_OURS, UNRELEASED, Item, Release
from fanloop.releasing.releases.rules.notes import NAMED, Since, as_text, called, fans_in, readable
from fanloop.releasing.releases.rules.revisions import Line, compared, shortened

MOST = 2_000
"""Trains a changelog tells; older ones are on their pages."""


@dataclass(frozen=True)
class Revision:
    """One revision of notes beside the one before it, with the lines that changed."""

    note: Note
    lines: list[Line | None] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """Notes as one reader gets them. `is_foreign` when they are in a language the reader did not ask for."""

    note: Note
    is_foreign: bool
    languages: list[str]
    revisions: int


def credit_names(fan_ids: Iterable[int]) -> dict[int, str]:
    """Id → how notes name people today: engineers by the name of their work, fans by handle; who asked not to be named is
    "an engineer" or "a fan".
    """
    ids = set(fan_ids)
    members = team.members_by_fans(ids & team.fan_ids_ever())
    quiet = fans.unnamed(members)
    ours = {
        fan_id: _("an engineer") if fan_id in quiet else row.name or _("someone who left")
        for fan_id, row in members.items()
    }
    return fans.names_in_credits(ids) | ours


def note(train_id: int, *, language: str) -> Note | None:
    """The newest notes in the reader's language, else in one near it, else in English."""
    rows = {row.language: row for row in Note.objects.filter(train_id=train_id).order_by("revision")}
    return next((rows[tag] for tag in readable(language) if tag in rows), None)


def revisions(train_id: int) -> list[Note]:
    """Everything the notes of a train have said, the newest revision first."""
    return list(Note.objects.filter(train_id=train_id).select_related("by").order_by("-revision", "language"))


def shown_note(train_id: int, *, language: str) -> Shown | None:
    """The newest notes in the reader's language, in one near it, in English, else in whichever there is."""
    return shown_notes([train_id], language=language).get(train_id)


def shown_notes(train_ids: Collection[int], *, language: str) -> dict[int, Shown]:
    """Train id → notes as `shown_note` chooses them, for those that have any; one query."""
    rows: dict[int, dict[str, Note]] = defaultdict(dict)
    for row in Note.objects.filter(train__in=train_ids).select_related("by").order_by("revision"):
        rows[row.train_id][row.language] = row
    return {train_id: _chosen(found, readable(language)) for train_id, found in rows.items()}


def _chosen(rows: Mapping[str, Note], near: list[str]) -> Shown:
    """One of these notes, by language; there is one at least."""
    found = next((rows[tag] for tag in near if tag in rows), None) or next(iter(rows.values()))
    own = near[:-1] if near[0].partition("-")[0] != "en" else near
    return Shown(found, found.language not in own, sorted(rows), sum(row.revision for row in rows.values()))


def notes_as_text(train_id: int, *, language: str) -> str:
    """Notes for a letter, in its reader's language where there are any."""
    shown = shown_note(train_id, language=language)
    if shown is None:
        return ""
    return as_text(shown.note.body, credit_names(fans_in(shown.note.body)))


def revisions_of(train_id: int, *, language: str) -> list[Revision]:
    """All revisions in one language, the newest first, each with what changed since the one before."""
    rows = list(Note.objects.filter(train=train_id, language=language).select_related("by").order_by("revision"))  # fmt: skip
    bodies = _called(rows)
    pairs = zip(["", *bodies], bodies, strict=False)
    found = [
        Revision(row, shortened(compared(before, after)) if number else [])
        for number, (row, (before, after)) in enumerate(zip(rows, pairs, strict=False))
    ]
    return found[::-1]


def since_last(train: Train, *, at: datetime, language: str) -> Since:
    """What became of the line's earlier trains since the last departure, and why this one was stopped."""
    before = _last_departure(train, at)
    gone = Exists(Departure.objects.filter(train=OuterRef("train")))
    trains = Withdrawal.objects.filter(gone, train__line=train.line_id, at__lte=at).exclude(train=train)
    pulled = _pulled(train, at)
    failed = not_fixed_last_week(train.line_id, until=at, besides=train.id)
    if before is not None:
        trains, pulled = trains.filter(at__gt=before), [one for one in pulled if one[0].at > before]
    return Since(
        not_fixed=[
            (translated.read(row.change.title, language), row.train.number, f"{row.no}/{row.yes + row.no}")
            for row in failed
        ],
        withdrawn=[
            *((row.train.number, row.train.number, row.why) for row in trains.select_related("train").order_by("at")),
            *((translated.read(row.change.title, language), number, row.why) for row, number in pulled),
        ],
        held=[row.why for row in Hold.objects.filter(train=train, at__lte=at).order_by("at", "id")],
    )  # fmt: skip


def _last_departure(train: Train, at: datetime) -> datetime | None:
    gone = Departure.objects.filter(train__line=train.line_id, at__lt=at).exclude(train=train)
    return gone.order_by("-at").values_list("at", flat=True).first()


def _pulled(train: Train, at: datetime) -> list[tuple[Pulled, str]]:
    """Changes of the line that were withdrawn after they had left, with the numbers of their trains."""
    rows = list(Pulled.objects.filter(change__line=train.line_id, at__lte=at).select_related("change").order_by("at"))  # fmt: skip
    places = Boarding.objects.filter(change__in=[row.change_id for row in rows], left_at=None).exclude(train=train)  # fmt: skip
    left = places.filter(Exists(Departure.objects.filter(train=OuterRef("train")))).select_related("train")
    numbers = {place.change_id: place.train.number for place in left}
    return [(row, numbers[row.change_id]) for row in rows if row.change_id in numbers]


def changelog(line_id: int, *, language: str, most: int = MOST) -> list[Release]:
    """A line's trains as a changelog tells them: what boards next, then what left, the latest first.

    Five queries whatever their number. Who made a change is credited, and the first few who asked for it are thanked.
    """
    coming = coming_trains(line_id, limit=1)
    rows = list(Departure.objects.filter(train__line=line_id).select_related("train").order_by("-at", "-train_id")[:most])  # fmt: skip
    aboard = held_by_train([row.train_id for row in rows])
    next_ = changes_of(coming[0].train.id) if coming else []
    names = _names([one for found in aboard.values() for one in found] + next_)
    off = set(Withdrawal.objects.filter(train__line=line_id).values_list("train_id", flat=True))
    told = [
        Release(
            row.train.number, row.at.date(), _items(aboard.get(row.train_id, []), names, language),
            is_withdrawn=row.train_id in off,
        )
        for row in rows
    ]  # fmt: skip
    return [Release(UNRELEASED, None, _items(next_, names, language)), *told]


def release(row: TrainRow, *, language: str) -> Release:
    """One train as a changelog tells it."""
    held = changes_of(row.train.id)
    day = row.left_at.date() if row.left_at else None
    items = _items(held, _names(held), language)
    return Release(row.train.number, day, items, is_withdrawn=bool(withdrawn([row.train.id])))


def withdrawn(train_ids: Sequence[int]) -> dict[int, str]:
    """Train id → why it was taken off, for those that were."""
    return {train_id: row.why for train_id, row in withdrawals(train_ids).items()}


def stopped(train_ids: Collection[int]) -> dict[int, str]:
    """Train id → why it is stopped, for those that are."""
    rows = Hold.objects.filter(train__in=train_ids, resumed_at=None)
    return dict(rows.values_list("train_id", "why"))


def withdrawals(train_ids: Collection[int]) -> dict[int, Withdrawal]:
    """Train id → how it was taken off, for those that were."""
    return {row.train_id: row for row in Withdrawal.objects.filter(train__in=train_ids)}


def held_by_train(train_ids: Collection[int]) -> dict[int, list[Held]]:
    """Train id → what is or was aboard, in the order of boarding; two queries for any number of trains."""
    rows = Boarding.objects.filter(train__in=train_ids, left_at=None).select_related("change__maker")
    places = list(rows.order_by("id"))
    credited = credits_of([place.change_id for place in places])
    found: dict[int, list[Held]] = defaultdict(list)
    for place in places:
        found[place.train_id].append(Held(place.change, credited.get(place.change_id, {})))
    return dict(found)


def _names(held: Sequence[Held]) -> dict[int, str]:
    """Fans who may be named, by id."""
    ids = {fan_id for one in held for fan_id in (*one.asked[:NAMED], *one.helped)}
    makers = {one.change.maker.fan_id: one.change.maker.name for one in held if one.change.maker}
    quiet = fans.unnamed(ids | makers.keys())
    people = fans.fans_by_ids(ids - quiet).values()
    ours = {fan_id: name for fan_id, name in makers.items() if fan_id not in quiet}
    return {fan.id: fan.handle for fan in people if fan.is_active} | ours


def _items(held: Sequence[Held], names: dict[int, str], language: str) -> tuple[Item, ...]:
    return tuple(
        Item(
            kind=OF_OURS[one.change.kind], title=translated.read(one.change.title, language),
            words=translated.read(one.change.words, language), credits=_makers(one, names),
            thanks=tuple(names[each] for each in one.asked[:NAMED] if each in names),
            is_guessed=one.change.guessed,
        )
        for one in held
    )  # fmt: skip


def _makers(one: Held, names: dict[int, str]) -> tuple[str, ...]:
    maker = one.change.maker
    said = names.get(maker.fan_id, "") if maker else one.change.maker_name
    others = [names[each] for each in one.credits.get(MADE, []) if each in names]
    return tuple(dict.fromkeys([*([said] if said else []), *others]))


def _called(rows: Sequence[Note]) -> list[str]:
    """Bodies with the names of the day, as plain text."""
    ids = {fan_id for row in rows for fan_id in fans_in(row.body)}
    names = credit_names(ids)
    return [called(row.body, names) for row in rows]
