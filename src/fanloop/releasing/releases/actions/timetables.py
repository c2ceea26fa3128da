"""The rhythm of a line, its trains ahead, and trains out of turn. A train that carries something never moves in silence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.listening.answers.rules import free_days
from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.trains import (
    LIVE,
    lock,
    plan_fridays,
    plan_train,
    reason,
    refuse_departed,
    refuse_withdrawn,
)
from fanloop.releasing.releases.facts import TimetableSet, TrainRetimed
from fanloop.releasing.releases.models import Hotfix, Retiming, Timetable, Train, Withdrawal
from fanloop.releasing.releases.rules import train as rules
from fanloop.releasing.releases.rules.cadence import FRIDAY, MOVE, Cadence, Slot, departures
from fanloop.releasing.releases.rules.refusals import Refused
from fanloop.things.products.queries import Line

YEARS = 4
"""So far ahead public holidays are looked up; saving the timetable again looks further."""
SOON = timedelta(hours=4)
LONGEST_FREEZE = timedelta(days=28)


@dataclass(frozen=True)
class Rhythm:
    """A timetable as a form fills it. `own` are the maker's own holidays, names by day."""

    zone: str
    weekday: int = FRIDAY
    leaves: time = time(17, 0)
    every: int = 1
    starts: date = date(2026, 1, 1)
    freeze: timedelta = timedelta(days=1)
    country: str = ""
    region: str = ""
    own: Mapping[date, str] = field(default_factory=dict)
    on_holiday: str = MOVE


@transaction.atomic
def set_timetable(
    *, line: Line, rhythm: Rhythm, why: str, at: datetime, by: Member | None = None
) -> Timetable:
    """Let a line run by this rhythm from now on, and have its next trains.

    Trains that are planned keep their numbers and get the new hours; one without a place in the rhythm is taken off when
    nothing is aboard. Raises Refused for a zone or country nobody knows.
    """
    why = reason(why, _("Say why the timetable changes; fans rely on the old one."))
    row = _timetable(line, rhythm, why, by, at)
    row.save()
    retimed, withdrawn = _apply(row, queries.cadence_of(line.id))
    bus.publish(TimetableSet(line=ref(line), why=why, retimed=retimed, withdrawn=withdrawn), at=at)
    plan_fridays(line=line, at=at)
    live.announce(LIVE)
    return row


def _timetable(line: Line, rhythm: Rhythm, why: str, by: Member | None, at: datetime) -> Timetable:
    if rhythm.zone not in available_timezones():
        raise Refused(_("There is no time zone “%(zone)s”.") % {"zone": rhythm.zone})
    if rhythm.freeze > LONGEST_FREEZE:
        raise Refused(_("Doors cannot close more than four weeks before a train leaves."))
    holidays = {day.isoformat(): name for day, name in _holidays(rhythm, at).items()}
    row = Timetable(
        line=line, zone=rhythm.zone, weekday=rhythm.weekday, leaves=rhythm.leaves, every=rhythm.every, starts=rhythm.starts,
        freeze_minutes=int(rhythm.freeze.total_seconds() // 60), country=rhythm.country, region=rhythm.region,
        holidays=holidays, own={day.isoformat(): name for day, name in rhythm.own.items()}, on_holiday=rhythm.on_holiday,
        why=why, by=by, at=at,
    )  # fmt: skip
    try:
        Cadence(weekday=row.weekday, every=row.every, freeze=rhythm.freeze, on_holiday=row.on_holiday)
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    return row


def _holidays(rhythm: Rhythm, at: datetime) -> dict[date, str]:
    year = at.astimezone(ZoneInfo(rhythm.zone)).year
    try:
        public = (
            free_days.public_holidays(rhythm.country, rhythm.region, range(year, year + YEARS))
            if rhythm.country
            else {}
        )
    except free_days.UnreadableDaysError as problem:
        raise Refused(_("Nobody knows the holidays of %(place)s.") % {"place": problem}) from problem
    return {**public, **rhythm.own}


def _apply(row: Timetable, cadence: Cadence) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give planned trains the hours of the rhythm; refs of those that moved, and of those taken off."""
    slots = {rules.number_for(slot.day): slot for slot in departures(cadence, row.at, 60)}
    retimed, withdrawn = [], []
    for coming in queries.coming_trains(row.line_id, limit=60):
        train, slot = coming.train, slots.get(coming.train.number)
        lock(train)
        if queries.hotfix(train.id) or queries.station_of(train.id) != "boarding":
            continue
        if slot is not None and _retime(train, slot, row):
            retimed.append(ref(train))
        elif slot is None and not coming.aboard:
            Withdrawal.objects.create(train=train, why=row.why, by=row.by, at=row.at)
            withdrawn.append(ref(train))
    return tuple(retimed), tuple(withdrawn)


def _retime(train: Train, slot: Slot, row: Timetable) -> bool:
    """True when the train leaves at another hour than before; its freeze follows either way."""
    was, train.leaves_at, train.freezes_at = train.leaves_at, slot.leaves_at, slot.freezes_at
    train.save(update_fields=["leaves_at", "freezes_at"])
    if was == slot.leaves_at:
        return False
    Retiming.objects.create(train=train, was=was, becomes=slot.leaves_at, why=row.why, by=row.by, at=row.at)
    return True


@transaction.atomic
def retime_train(*, train: Train, leaves_at: datetime, why: str, by: Member, at: datetime) -> Train:
    """Let one train leave at another hour; its doors close as long before as they would have. The same hour is no act."""
    why = reason(why, _("Say why it leaves at another hour."))
    lock(train)
    refuse_departed(train)
    refuse_withdrawn(train)
    row = Train.objects.get(id=train.id)
    if row.leaves_at == leaves_at:
        return row
    if leaves_at <= at:
        raise Refused(_("That hour is over. Choose a later one, or close its doors now."))
    Retiming.objects.create(train=row, was=row.leaves_at, becomes=leaves_at, why=why, by=by, at=at)
    if row.freezes_at is not None:
        row.freezes_at += leaves_at - row.leaves_at
    row.leaves_at = leaves_at
    row.save(update_fields=["leaves_at", "freezes_at"])
    bus.publish(TrainRetimed(train=ref(row), leaves_at=leaves_at.isoformat(), why=why), at=at)
    live.announce(LIVE)
    return row


@transaction.atomic
def plan_hotfix(
    *, line: Line, why: str, at: datetime, by: Member | None = None, leaves_at: datetime | None = None
) -> Train:
    """A train out of turn, four hours from now unless said otherwise. One at a time: a second answers the first.

    It is named after the train it follows: 26.47.1 comes after 26.47. Two people who plan at once choose the same number,
    and the table keeps one.
    """
    why = reason(why, _("Say what cannot wait for the next train."))
    known = queries.open_hotfix(line.id)
    if known:
        return known
    last = queries.last_regular_number(line.id) or rules.number_for(at.date())
    number = rules.hotfix_number(last, queries.numbers_of(line.id))
    train = plan_train(line=line, leaves_at=leaves_at or at + SOON, number=number, why=why, at=at)
    Hotfix.objects.get_or_create(train=train, defaults={"why": why, "by": by, "at": at})
    live.announce(LIVE)
    return train
