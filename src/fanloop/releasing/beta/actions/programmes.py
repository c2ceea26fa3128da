"""Open a programme, change it, and say what it is made of. What was replaced is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words as said_in
from fanloop.people.fans import actions as fans
from fanloop.people.team.queries import Member
from fanloop.releasing.beta import queries
from fanloop.releasing.beta.actions.finding import make_findable
from fanloop.releasing.beta.facts import BetaTermsPublished, ProgrammeChanged, ProgrammeOpened
from fanloop.releasing.beta.models import (
    Activity,
    BetaTerms,
    Feature,
    Phase,
    Programme,
    ProgrammeChange,
    Question,
)
from fanloop.releasing.beta.rules.refusals import Refused
from fanloop.releasing.beta.rules.words import CHOICE, PHASES, QUESTIONS
from fanloop.things.products.queries import Line

Said = Mapping[str, str]
Piece = Phase | Activity | Question | Feature


@dataclass(frozen=True)
class NewProgramme:
    """What is said of a programme. Moments are aware; without `closes` it has no end. Level 0 is open to everybody."""

    title: Said
    words: Said
    opens: datetime
    closes: datetime | None = None
    level: int = 1
    warn_days: int = 14
    pause_days: int = 14


@transaction.atomic
def open_programme(*, line: Line, slug: str, new: NewProgramme, by: Member, at: datetime) -> Programme:
    """Invite testers for one line. Raises Refused for a programme that cannot be and for an address that is taken."""
    said = _checked(new)
    try:
        with transaction.atomic():
            row = Programme.objects.create(line=line, slug=slug, **said, by=by, at=at)
    except IntegrityError:
        raise Refused(_("Another programme has this address.")) from None
    make_findable(row)
    bus.publish(ProgrammeOpened(programme=ref(row)), at=at)
    return row


def _checked(new: NewProgramme) -> dict[str, Any]:
    said = asdict(new) | {"title": said_in(new.title), "words": said_in(new.words)}
    if not said["title"]:
        raise Refused(_("A programme has a title."))
    if new.closes is not None and new.closes <= new.opens:
        raise Refused(_("A programme closes after it opens."))
    if not 0 <= new.level <= 4:
        raise Refused(_("Levels are 0 to 4."))
    if min(new.warn_days, new.pause_days) < 1:
        raise Refused(_("Give people at least a day before they are asked, and one before their seat rests."))
    return said


@transaction.atomic
def change_programme(*, programme: Programme, new: NewProgramme, by: Member, at: datetime) -> Programme:
    """Say it otherwise. Raises Refused for a programme that cannot be."""
    row, said = lock(programme), _checked(new)
    changed = {name: getattr(row, name) for name, value in said.items() if getattr(row, name) != value}
    if not changed:
        return row
    ProgrammeChange.objects.create(programme=row, before=_plain(changed), by=by, at=at)
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=list(said))
    _tell_changed(row, tuple(sorted(changed)), at)
    return row


def lock(programme: Programme) -> Programme:
    """Whoever decides about seats and rules waits here for whoever decides now."""
    return Programme.objects.select_for_update(of=("self",)).select_related("line").get(id=programme.id)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }


def _tell_changed(programme: Programme, fields: tuple[str, ...], at: datetime) -> None:
    make_findable(programme)
    bus.publish(ProgrammeChanged(programme=ref(programme), fields=fields), at=at)
    live.announce(ref(programme))


@transaction.atomic
def add_phase(
    *,
    programme: Programme,
    kind: str,
    title: Said,
    starts: datetime,
    ends: datetime,
    by: Member,
    at: datetime,
) -> Phase:
    """A stretch with an end. Raises Refused for an unknown kind and for one that ends before it starts."""
    if kind not in PHASES or not said_in(title):
        raise Refused(_("A phase has a title and a kind."))
    if ends <= starts:
        raise Refused(_("A phase ends after it starts."))
    row = Phase.objects.create(
        programme=programme, kind=kind, title=said_in(title), starts=starts, ends=ends, by=by, at=at
    )
    _tell_changed(programme, ("phase",), at)
    return row


@transaction.atomic
def add_activity(
    *, programme: Programme, title: Said, by: Member, at: datetime, words: Said | None = None, phase: Phase | None = None
) -> Activity:  # fmt: skip
    """Something to do and tick off, in a phase or at any time."""
    _refuse_silence(title)
    if phase is not None and phase.programme_id != programme.id:
        raise Refused(_("This phase belongs to another programme."))
    row = Activity.objects.create(
        programme=programme, phase=phase, title=said_in(title), words=said_in(words or {}), by=by, at=at
    )
    _tell_changed(programme, ("activity",), at)
    return row


@transaction.atomic
def add_question(
    *, programme: Programme, kind: str, title: Said, by: Member, at: datetime, options: Sequence[Said] = (),
    required: bool = True,
) -> Question:  # fmt: skip
    """One more question of the application. A choice has at least two options. Raises Refused."""
    _refuse_silence(title)
    offered = [said for one in options if (said := said_in(one))]
    if kind not in QUESTIONS or (kind == CHOICE and len(offered) < 2):
        raise Refused(_("A question is open, or offers at least two answers."))
    row = Question.objects.create(
        programme=programme, kind=kind, title=said_in(title), options=offered if kind == CHOICE else [],
        required=required, by=by, at=at,
    )  # fmt: skip
    _tell_changed(programme, ("question",), at)
    return row


@transaction.atomic
def add_feature(
    *, programme: Programme, title: Said, by: Member, at: datetime, words: Said | None = None, weight: int = 1, about: str = ""
) -> Feature:  # fmt: skip
    """Something builds are tried for. `weight` says how much hangs on it, 1 to 3; `about` is the ref it comes from."""
    _refuse_silence(title)
    if weight not in {1, 2, 3}:
        raise Refused(_("A feature weighs 1, 2 or 3."))
    row = Feature.objects.create(
        programme=programme, title=said_in(title), words=said_in(words or {}), weight=weight, about=about, by=by, at=at
    )  # fmt: skip
    _tell_changed(programme, ("feature",), at)
    return row


def _refuse_silence(title: Said) -> None:
    if not said_in(title):
        raise Refused(_("Say it in at least one language."))


@transaction.atomic
def drop_piece(*, piece: Piece, at: datetime) -> None:
    """No longer part of the programme; what hangs on it stays. Dropping it twice keeps the first time."""
    if piece.dropped_at is None:
        piece.dropped_at = at
        piece.save(update_fields=["dropped_at"])
        _tell_changed(piece.programme, (type(piece).__name__.lower(),), at)


@transaction.atomic
def publish_terms(*, programme: Programme, text: Said, by: Member, at: datetime) -> BetaTerms:
    """The next version testers sign. Builds wait for their signature; they are told. Raises Refused for no words."""
    said = {tag: one.replace("\0", "").strip() for tag, one in said_in(text).items() if one.strip()}
    if not said:
        raise Refused(_("Write the terms in at least one language."))
    lock(programme)
    last = queries.terms_in_force(programme.id)
    row = BetaTerms.objects.create(
        programme=programme, version=last.version + 1 if last else 1, text=said, by=by, at=at
    )
    bus.publish(BetaTermsPublished(programme=ref(programme), version=row.version), at=at)
    data = {"title": programme.title, "version": row.version}
    fans.notify(queries.testers(programme.id), kind="beta_terms", data=data, about=ref(programme), at=at)
    return row
