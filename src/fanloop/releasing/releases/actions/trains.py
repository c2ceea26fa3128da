"""Plan trains, make changes, board them and leave them behind."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.text import translated
from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.facts import ChangeBoarded, ChangeLeftBehind, TrainPlanned
from fanloop.releasing.releases.models import (
    Boarding,
    Change,
    Credit,
    Departure,
    Pulled,
    Train,
    Withdrawal,
)
from fanloop.releasing.releases.rules import train as rules
from fanloop.releasing.releases.rules.cadence import departures
from fanloop.releasing.releases.rules.refusals import Refused
from fanloop.releasing.releases.rules.stations import is_shut
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line

LIVE = "releases"
UNDONE = "Boarded by mistake."
LONGEST_WORK = 1000


def zone() -> ZoneInfo:
    """The maker's time zone, in which Fridays are counted."""
    return ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def plan_train(
    *,
    line: Line,
    leaves_at: datetime,
    at: datetime,
    number: str | None = None,
    freezes_at: datetime | None = None,
    why: str = "",
) -> Train:
    """Give a Friday a train. Planning the same number again answers the train that is there.

    Its doors close by themselves at `freezes_at`; where no hour is given, as its line's rhythm closes them.
    """
    name = number or rules.number_for(leaves_at.astimezone(zone()).date())
    freeze = queries.cadence_of(line.id).freeze
    shuts_at = rules.freezes_at(leaves_at, at, freeze) if freezes_at is None else freezes_at
    row, is_new = Train.objects.get_or_create(
        line=line, number=name, defaults={"leaves_at": leaves_at, "freezes_at": shuts_at, "at": at}
    )
    if is_new:
        bus.publish(TrainPlanned(train=ref(row), leaves_at=leaves_at.isoformat(), why=why), at=at)
    return row


def plan_fridays(*, line: Line, at: datetime, count: int = 3, after: datetime | None = None) -> list[Train]:
    """Have a train for each of the next `count` departures of the line's timetable, or those `after` a moment.

    Trains that are planned stay as they are; one that somebody has taken off is not planned again.
    """
    slots = departures(queries.cadence_of(line.id), after or at, count)
    return [
        plan_train(
            line=line,
            leaves_at=slot.leaves_at,
            freezes_at=slot.freezes_at,
            number=rules.number_for(slot.day),
            at=at,
        )
        for slot in slots
    ]


@transaction.atomic
def make_change(
    *,
    line: Line,
    title: str | Mapping[str, str],
    kind: str,
    at: datetime,
    acceptances: Sequence[str] = (),
    words: str | Mapping[str, str] = "",
    maker: Member | None = None,
    maker_name: str = "",
    risk: str = Change.Risk.MEDIUM,
    effort: float | None = None,
) -> Change:
    """Put a change on the platform. `acceptances` are refs of the promises that it keeps; `effort` is days of work."""
    if kind not in Change.Kind.values:
        raise Refused(f"A change is new, improved or fixed, not {kind!r}.")
    _refuse_unknown(risk, effort)
    row = Change.objects.create(
        line=line,
        title=translated.words(title),
        words=translated.words(words) if words else {},
        kind=kind,
        maker=maker,
        maker_name=maker_name,
        risk=risk,
        effort=effort,
        at=at,
    )
    trail.because(ref(row), dict.fromkeys(acceptances), at=at)
    live.announce(LIVE)
    return row


@transaction.atomic
def weigh_change(
    *,
    change: Change,
    risk: str,
    effort: float | None,
    at: datetime,  # noqa: ARG001 -- every action says when
    maker: int | None = None,
) -> Change:
    """Say how risky a change is, how many days of work, and who of the team made it; None where nobody knows.

    `maker` is a member's id. Who made what has left stays as it was told.
    """
    _refuse_unknown(risk, effort)
    row = Change.objects.select_for_update(of=("self",)).get(id=change.id)
    place = Boarding.objects.filter(change=row, left_at=None).first()
    has_left = place is not None and Departure.objects.filter(train_id=place.train_id).exists()
    if has_left and maker != row.maker_id:
        raise Refused(_("It has left; the notes have said who made it."))
    row.risk, row.effort, row.maker_id = risk, effort, maker
    row.save(update_fields=["risk", "effort", "maker_id"])
    live.announce(LIVE)
    return row


def _refuse_unknown(risk: str, effort: float | None) -> None:
    if risk not in Change.Risk.values:
        raise Refused(f"A risk is low, medium or high, not {risk!r}.")
    if effort is not None and not 0 < effort <= LONGEST_WORK:
        raise Refused(_("Work takes more than no days, and less than a thousand."))


@transaction.atomic
def board(*, change: Change, train: Train, at: datetime, by: Member | None = None, why: str = "") -> Boarding:
    """Give a change its place. It leaves its former place by the same act; boarding twice is boarding once.

    Where the doors have closed for the rest, a change boards with a reason of its own (`why`), or not at all.
    """
    lock(train)
    place = Boarding.objects.select_for_update(of=("self",)).filter(change=change, left_at=None).first()
    if place and place.train_id == train.id:
        return place
    if change.line_id != train.line_id:
        raise Refused(_("This change belongs to another line; board it on a train of its own line."))
    refuse_departed(train)
    refuse_withdrawn(train)
    _refuse_shut(train, why)
    if Pulled.objects.filter(change=change).exists():
        raise Refused(_("This change was withdrawn for good; make a new one."))
    if place:
        refuse_departed(place.train)
        leave(place, by=by, why=f"{queries.MOVED}{train.number}", at=at, cause=Boarding.Cause.MOVED)
    row = Boarding.objects.create(change=change, train=train, by=by, why=why.strip()[:400], at=at)
    bus.publish(ChangeBoarded(change=ref(change), train=ref(train)), at=at)
    live.announce(LIVE)
    return row


@transaction.atomic
def leave_behind(
    *,
    change: Change,
    why: str,
    at: datetime,
    by: Member | None = None,
    cause: str = Boarding.Cause.OTHER,
) -> Boarding:
    """Take a change back to the platform, with the reason that everybody may read and its kind, such as `beta`."""
    place = Boarding.objects.select_for_update(of=("self",)).filter(change=change, left_at=None).first()
    if place is None:
        raise Refused(_("This change is on the platform already."))
    why = reason(why, _("Say why it stays behind; the fans who wait for it will read it."))
    if cause not in Boarding.Cause.values:
        raise Refused(f"Nothing stays behind for {cause!r}.")
    lock(place.train)
    refuse_departed(place.train)
    leave(place, by=by, why=why, at=at, cause=cause)
    bus.publish(ChangeLeftBehind(change=ref(change), train=ref(place.train), why=place.why_left), at=at)
    live.announce(LIVE)
    return place


@transaction.atomic
def credit(*, change: Change, fan_ids: Sequence[int], for_what: str, at: datetime) -> None:
    """Put names beside a change: who asked, backed, helped or made it. Crediting twice is crediting once."""
    people = dict.fromkeys(fan_ids)
    rows = [Credit(change=change, fan_id=fan_id, for_what=for_what, at=at) for fan_id in people]
    Credit.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def undo_move(*, change: Change, at: datetime, by: Member | None = None) -> None:
    """Put a change back where it was before its last move, with the reason it had there.

    Raises Refused when there was no move, or the change has shipped.
    """
    rows = list(Boarding.objects.filter(change=change).select_related("train").order_by("-id")[:2])
    if not rows:
        raise Refused(_("This change has not moved."))
    last, before = rows[0], rows[1] if len(rows) > 1 else None
    if last.left_at is not None:
        board(change=change, train=last.train, by=by, at=at, why=last.why or UNDONE)
    elif before is not None and before.left_at == last.at:
        board(change=change, train=before.train, by=by, at=at, why=before.why or UNDONE)
    else:
        why, cause = (before.why_left, before.cause) if before else (UNDONE, "")
        leave_behind(change=change, why=why, by=by, at=at, cause=cause or Boarding.Cause.OTHER)


@transaction.atomic
def forget_credits(*, fan_id: int, at: datetime) -> int:  # noqa: ARG001 -- every action says when
    """Take an erased fan's name from beside all changes. Returns how many there were."""
    gone, _ = Credit.objects.filter(fan_id=fan_id).delete()
    return gone


def plan_running_lines(*, at: datetime) -> None:
    """Lines that run keep running: three trains ahead, every day anew."""
    wanted = queries.lines_to_plan()
    for line in products.lines():
        if line.id in wanted:
            plan_fridays(line=line, at=at)


def lock(train: Train) -> None:
    """Boarding and departing the same train happen one after the other."""
    Train.objects.select_for_update().get(id=train.id)


def refuse_departed(train: Train) -> None:
    if Departure.objects.filter(train=train).exists():
        raise Refused(_("%(train)s has left. What is aboard has shipped.") % {"train": train.number})


def refuse_withdrawn(train: Train) -> None:
    found = Withdrawal.objects.filter(train=train).first()
    if found:
        raise Refused(_("%(train)s was withdrawn: %(why)s") % {"train": train.number, "why": found.why})


def _refuse_shut(train: Train, why: str) -> None:
    if not why.strip() and is_shut(queries.station_of(train.id)):
        raise Refused(
            _(
                "The doors of %(train)s have closed. Say why this change boards all the same, or take the next train."
            )
            % {"train": train.number}
        )


def reason(why: str, owed: str) -> str:
    """What somebody gives as a reason, in 400 letters. Raises Refused with the words `owed` where nothing is given."""
    if not why.strip():
        raise Refused(owed)
    return why.strip()[:400]


def leave(place: Boarding, *, by: Member | None, why: str, at: datetime, cause: str) -> None:
    """End a place. The caller holds the train's lock and has seen that it has not left."""
    place.left_at, place.left_by, place.why_left, place.cause = at, by, why[:400], cause
    place.save(update_fields=["left_at", "left_by", "why_left", "cause"])
