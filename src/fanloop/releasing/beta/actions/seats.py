"""What becomes of a seat: given, moved between rings, resting, left. Nobody loses one silently or by quota."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.releasing.beta import queries
from fanloop.releasing.beta.actions.programmes import lock
from fanloop.releasing.beta.facts import (
    RemindersSent,
    SeatEnded,
    SeatGiven,
    SeatMoved,
    SeatPaused,
    SeatResumed,
)
from fanloop.releasing.beta.models import (
    Activity,
    Application,
    Done,
    Pause,
    Programme,
    Reminder,
    RingMove,
    Seat,
)
from fanloop.releasing.beta.rules.quiet import PAUSE, WARN, Patience, next_step
from fanloop.releasing.beta.rules.refusals import Refused
from fanloop.releasing.beta.rules.words import RINGS


@transaction.atomic
def give_seat(
    *, programme: Programme, fan: Fan, ring: int, by: Member, at: datetime, devices: Mapping[str, str] | None = None
) -> Seat:  # fmt: skip
    """Ask somebody in person: an engineer for ring 0, or a fan who knows this best. Raises Refused for who has one."""
    row = lock(programme)
    _refuse_unknown(ring)
    if Seat.objects.filter(programme=row, fan=fan, left_at=None).exists():
        raise Refused(_("%(name)s has a seat here already.") % {"name": fan.shown_name})
    waiting = queries.open_application(row.id, fan.id)
    owned = dict(devices or (waiting.devices if waiting else {}))
    Application.objects.filter(programme=row, fan=fan, withdrawn_at=None, seated_at=None).update(seated_at=at)
    seat = Seat.objects.create(programme=row, fan=fan, ring=ring, devices=owned, active_at=at, by=by, at=at)
    bus.publish(SeatGiven(seat=ref(seat)), at=at)
    _tell(seat, "beta_seat_given", at, by=by.name)
    return seat


def _refuse_unknown(ring: int) -> None:
    if ring not in RINGS:
        raise Refused(_("There is no such ring."))


def _tell(seat: Seat, kind: str, at: datetime, **more: str | int) -> None:
    data = {"title": seat.programme.title, **more}
    fans.notify([seat.fan_id], kind=kind, data=data, about=ref(seat.programme), at=at)


def _held(seat: Seat) -> Seat:
    """The row, for whoever changes it now. Raises Refused for a seat that has ended."""
    row = Seat.objects.select_for_update(of=("self",)).select_related("programme", "fan").get(id=seat.id)
    if row.left_at is not None:
        raise Refused(_("This seat was left."))
    return row


@transaction.atomic
def move_seat(*, seat: Seat, ring: int, by: Member, at: datetime) -> Seat:
    """Another ring; its fan is told. Staying where one is, is no move."""
    _refuse_unknown(ring)
    row = _held(seat)
    if row.ring == ring:
        return row
    RingMove.objects.create(seat=row, before=row.ring, after=ring, by=by, at=at)
    bus.publish(SeatMoved(seat=ref(row), before=row.ring, after=ring), at=at)
    row.ring = ring
    row.save(update_fields=["ring"])
    _tell(row, "beta_ring", at, ring=ring)
    return row


@transaction.atomic
def pause(*, seat: Seat, at: datetime, is_quiet: bool = False) -> Pause:
    """The seat rests and stays theirs; resting twice keeps the first time."""
    row = _held(seat)
    found, is_new = Pause.objects.get_or_create(
        seat=row, ended_at=None, defaults={"is_quiet": is_quiet, "at": at}
    )
    if is_new:
        bus.publish(SeatPaused(seat=ref(row), is_quiet=is_quiet), at=at)
    if is_new and is_quiet:
        _tell(row, "beta_rests", at)
    return found


@transaction.atomic
def resume(*, seat: Seat, at: datetime) -> Seat:
    """Here again, in the same seat and ring; nothing is asked."""
    row = _held(seat)
    if Pause.objects.filter(seat=row, ended_at=None).update(ended_at=at):
        bus.publish(SeatResumed(seat=ref(row)), at=at)
    touch(row, at)
    return row


def touch(seat: Seat, at: datetime) -> None:
    """A sign of life: whoever gives one is not quiet."""
    seat.active_at = max(seat.active_at, at)
    seat.save(update_fields=["active_at"])


@transaction.atomic
def leave(*, seat: Seat, at: datetime) -> None:
    """Go, at once and without a reason; coming back is applying again, with no waiting time."""
    _end(_held(seat), at=at)


@transaction.atomic
def end_seat(*, seat: Seat, because: str, by: Member, at: datetime) -> None:
    """Ask a tester to leave. They read who decided and why. Raises Refused without a reason."""
    if not because.strip():
        raise Refused(_("Say why: they will read it."))
    row = _held(seat)
    _end(row, at=at, by=by, why=because.strip()[:400])
    _tell(row, "beta_seat_ended", at, by=by.name, because=row.why_left)


def _end(row: Seat, *, at: datetime, by: Member | None = None, why: str = "") -> None:
    row.left_at, row.left_by, row.why_left = at, by, why
    row.save(update_fields=["left_at", "left_by", "why_left"])
    Pause.objects.filter(seat=row, ended_at=None).update(ended_at=at)
    bus.publish(SeatEnded(seat=ref(row), by_maker=by is not None), at=at)


@transaction.atomic
def tick(*, activity: Activity, seat: Seat, at: datetime) -> Done:
    """Done; ticking twice keeps the first time. Raises Refused for another programme's activity and for a resting seat."""
    row = _held(seat)
    if activity.programme_id != row.programme_id or activity.dropped_at is not None:
        raise Refused(_("This is not part of your programme."))
    refuse_resting(row)
    done, _is_new = Done.objects.get_or_create(activity=activity, seat=row, defaults={"at": at})
    touch(row, at)
    return done


@transaction.atomic
def untick(*, activity: Activity, seat: Seat, at: datetime) -> None:  # noqa: ARG001 -- every action says when
    Done.objects.filter(activity=activity, seat=seat).delete()


def refuse_resting(row: Seat) -> None:
    """Raises Refused while the seat rests."""
    if queries.open_pause(row.id):
        raise Refused(_("Your seat rests. One click wakes it."))


@transaction.atomic
def remind_quiet(*, programme: Programme, at: datetime) -> int:
    """Ask testers who have left something untried for long whether they are still there; return how many."""
    quiet = _those_to(WARN, programme, at)
    Reminder.objects.bulk_create(Reminder(seat=row, at=at) for row in quiet)
    if quiet:
        bus.publish(RemindersSent(seats=tuple(map(ref, quiet))), at=at)
    data = {"title": programme.title, "days": programme.pause_days}
    fans.notify([row.fan_id for row in quiet], kind="beta_quiet", data=data, about=ref(programme), at=at)
    return len(quiet)


def pause_quiet(*, programme: Programme, at: datetime) -> int:
    """Let the seats rest of who was reminded and said nothing; return how many. They wake with one click."""
    quiet = _those_to(PAUSE, programme, at)
    for row in quiet:
        pause(seat=row, is_quiet=True, at=at)
    return len(quiet)


def _those_to(step: str, programme: Programme, at: datetime) -> list[Seat]:
    patience = Patience(programme.warn_days, programme.pause_days)
    return [
        row for row, standing in queries.standings(programme) if next_step(standing, patience, at=at) == step
    ]
