"""Notes: written when a train leaves, rewritten by people, never in silence."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation

from fanloop.foundation import live
from fanloop.foundation.text import translated
from fanloop.people.team import queries as team
from fanloop.people.team.queries import Member
from fanloop.releasing.releases.actions.trains import LIVE, lock
from fanloop.releasing.releases.models import Note, Train
from fanloop.releasing.releases.queries import Held
from fanloop.releasing.releases.queries.notes import held_by_train, since_last
from fanloop.releasing.releases.rules import notes
from fanloop.releasing.releases.rules.refusals import Refused


def write_notes(train: Train, held: Sequence[Held], *, at: datetime) -> None:
    """Notes in each of the maker's languages, with what is owed of earlier trains. A person may rewrite them later."""
    Note.objects.bulk_create(
        Note(train=train, language=language, body=body(train, held, language, at=at), at=at)
        for language in _languages()
    )


def note_imported(train_ids: Collection[int]) -> None:
    """Notes of trains that left elsewhere, as of their day, out of their changes and credits.

    Where somebody wrote notes there is nothing to do. What came later than the first batch is told anew.
    """
    written = Note.objects.filter(train__in=train_ids).exclude(generated=True, by=None)
    open_ids = set(train_ids) - set(written.values_list("train_id", flat=True))
    trains = Train.objects.filter(id__in=open_ids).exclude(source_key=None).in_bulk()
    aboard = held_by_train(trains)
    rows = [
        Note(train=trains[number], language=language, body=_told_of(trains[number], held, language), at=trains[number].leaves_at)
        for number, held in aboard.items()
        for language in _languages()
    ]  # fmt: skip
    Note.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["body"], unique_fields=["train", "language", "revision"]
    )


def _told_of(train: Train, held: Sequence[Held], language: str) -> str:
    told = [_told(one, language) for one in held]
    return notes.notes(number=train.number, changes=told, language=language)


def _languages() -> list[str]:
    maker = team.maker()
    return maker.languages if maker and maker.languages else [translation.get_language() or "en"]


def body(train: Train, held: Sequence[Held], language: str, *, at: datetime) -> str:
    """What the notes of a train that leaves at `at` say in a language, before anybody touches them."""
    told = [_told(one, language) for one in held]
    since = since_last(train, at=at, language=language)
    return notes.notes(number=train.number, changes=told, language=language, since=since)


def _told(one: Held, language: str) -> notes.Told:
    change = one.change
    return notes.Told(
        kind=change.kind,
        title=translated.read(change.title, language),
        words=translated.read(change.words, language),
        asked=one.asked,
        helped=one.lent,
        makers=[*([change.maker.fan_id] if change.maker else []), *one.made],
        made_by="" if change.maker else change.maker_name,
    )


def tell_of_stop(
    train: Train, *, why: str, build: str, by: Member, at: datetime, is_over: bool = False
) -> None:
    """The notes of a train that left say in each language that it was stopped, or goes on, and what became of its build:
    one revision more. The caller holds the train's lock.
    """
    rows = Note.objects.filter(train=train).order_by("language", "-revision").distinct("language")
    Note.objects.bulk_create(
        Note(
            train=train, language=row.language, generated=row.generated, by=by, at=at, revision=row.revision + 1,
            body=notes.with_stop(row.body, why=why, build=build, language=row.language, is_over=is_over),
            why=why.strip()[:200],
        )
        for row in rows
    )  # fmt: skip


@transaction.atomic
def rewrite_note(
    *,
    train: Train,
    language: str,
    body: str,
    by: Member,
    at: datetime,
    over: int | None = None,
    why: str = "",
) -> Note:
    """A person's words replace the generated notes; earlier revisions are kept and everybody can read what changed.

    `over` is the revision the writer has read, 0 for none. Raises Refused when a newer one stands: two people
    who write at once wait for each other in the lock, and the second is asked to read the first. Writing the same
    words again changes nothing.
    """
    lock(train)
    last = Note.objects.filter(train=train, language=language).order_by("-revision").first()
    if over is not None and over != (last.revision if last else 0):
        raise Refused(
            translation.gettext(
                "Somebody has rewritten these notes meanwhile. Read them, then keep yours or theirs."
            )
        )
    if last and last.body == body:
        return last
    row = Note.objects.create(
        train=train, language=language, body=body, generated=False, by=by, at=at,
        revision=last.revision + 1 if last else 1, why=why.strip()[:200],
    )  # fmt: skip
    live.announce(LIVE)
    return row
