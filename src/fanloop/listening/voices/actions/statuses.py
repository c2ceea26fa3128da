"""The names the maker chooses for how needs stand, and choosing one for a need."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import words as content
from fanloop.listening.voices.actions.gathering import Said
from fanloop.listening.voices.actions.promising import accept_need, close, withdraw_acceptance
from fanloop.listening.voices.actions.standing import enter, kind_now, of_kind
from fanloop.listening.voices.facts import NeedStatusChanged
from fanloop.listening.voices.models import Acceptance, Closure, Joining, Need, NeedStatus, Status
from fanloop.listening.voices.rules import statuses
from fanloop.listening.voices.rules.refusals import Refused
from fanloop.people.team.queries import Member


@transaction.atomic
def set_status(*, need: Need, status: Status, by: Member, because: str, at: datetime) -> None:
    """A person decides how a need stands. Promised kinds promise it, ended kinds end it, an open one takes both back.

    Raises Refused for a promise or a refusal without a reason, for a duplicate (join it instead) and where the need
    stands so already.
    """
    because = because.strip()
    _check(need, status, because)
    kind = kind_now(need)
    if kind in statuses.ENDED and status.kind != kind:
        Closure.objects.filter(need=need, undone_at=None).update(undone_at=at)
    promise = Acceptance.objects.filter(need=need, withdrawn_at=None).first()
    if status.kind in statuses.ENDED and status.kind != kind:
        close([need.id], outcome=status.kind, by=by, because=because, at=at, status=status)
    elif status.kind in statuses.PROMISED and promise is None:
        accept_need(need=need, by=by, because=because, at=at, status=status)
    elif status.kind == "open" and promise is not None:
        withdraw_acceptance(acceptance=promise, by=by, because=because, at=at, status=status)
    else:
        _change(need, status, by, because, at)


def _check(need: Need, status: Status, because: str) -> None:
    if not statuses.may_choose(status.kind):
        raise Refused(_("Join it with the need it repeats; that makes it a duplicate."))
    if Joining.objects.filter(need=need, undone_at=None).exists():
        raise Refused(_("This need is counted in another; decide there, or part them first."))
    if NeedStatus.objects.filter(need=need, status=status, ended_at=None).exists():
        raise Refused(_("It stands so already."))
    if statuses.asks_why(status.kind) and not because:
        raise Refused(_("Say why: the fans who asked will read it."))


def _change(need: Need, status: Status, by: Member, because: str, at: datetime) -> None:
    row = enter([need.id], status.kind, by=by, because=because, at=at, status=status)[0]  # type: ignore[arg-type]
    bus.publish(NeedStatusChanged(need=ref(need), change=ref(row), kind=status.kind), at=at)


@transaction.atomic
def status_named(*, slug: str, at: datetime) -> Status | None:
    """A status that can be chosen, by slug; a plain one nobody has touched is written down. None where there is none."""
    found = Status.objects.filter(slug=slug, retired_at=None).first()
    if (
        found is None
        and slug in statuses.KINDS
        and not Status.objects.filter(kind=slug, retired_at=None).exists()
    ):
        return of_kind(slug, at)
    return found


@transaction.atomic
def make_status(
    *, name: Said, kind: statuses.Kind, by: Member, at: datetime, tone: str | None = None, on_board: bool = True,
    on_roadmap: bool | None = None, position: int | None = None,
) -> Status:  # fmt: skip
    """A name of the maker's own for one of the six kinds."""
    said = content(name, language="en")
    stem = slugify(said.get("en") or next(iter(said.values()), ""))[:50] or kind
    taken = set(Status.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug = next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    if not said:
        raise Refused(_("Give it a name."))
    return Status.objects.create(
        slug=slug, kind=kind, name=said, tone=statuses.TONE_OF[kind] if tone is None else tone, on_board=on_board,
        on_roadmap=kind in statuses.ON_ROADMAP if on_roadmap is None else on_roadmap,
        position=Status.objects.count() if position is None else position, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def change_status(
    *, status: Status, name: Said, tone: str, on_board: bool, on_roadmap: bool, position: int, by: Member, at: datetime,
) -> Status:  # fmt: skip
    """Name, colour and places may change; the kind may not, since needs stand in it."""
    Status.objects.filter(id=status.id).update(
        name=content(name, language="en"), tone=tone, on_board=on_board, on_roadmap=on_roadmap, position=position,
        by=by, at=at,
    )  # fmt: skip
    status.refresh_from_db()
    return status


@transaction.atomic
def retire_status(*, status: Status, at: datetime) -> None:
    """It is offered no more; needs that stand in it keep it. A retired one can be called back."""
    Status.objects.filter(id=status.id).update(retired_at=None if status.retired_at else at)
