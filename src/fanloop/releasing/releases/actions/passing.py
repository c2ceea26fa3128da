"""A train comes to its stations; the freeze comes by itself, nobody departs by itself, and a late train says so."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.people.team.queries import Member
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.actions.departing import depart
from fanloop.releasing.releases.actions.trains import LIVE, lock, reason, refuse_withdrawn
from fanloop.releasing.releases.facts import TrainLate, TrainPassed
from fanloop.releasing.releases.models import Lateness, Passage, Train
from fanloop.releasing.releases.rules.refusals import Refused
from fanloop.releasing.releases.rules.stations import BOARDING, DEPARTED, FROZEN, STATIONS, Late, may_follow


@transaction.atomic
def pass_station(
    *, train: Train, station: str, at: datetime, by: Member | None = None, why: str = ""
) -> bool:
    """Note that a train came to a station; False when it stands there already. `departed` closes the doors by `depart`.

    Raises Refused where the station cannot follow, ValueError for one that does not exist. Opening the doors again needs
    a reason.
    """
    if station not in STATIONS:
        raise ValueError(f"there is no station {station!r}; there are {', '.join(STATIONS)}")
    lock(train)
    here = queries.station_of(train.id)
    if here == station:
        return False
    refuse_withdrawn(train)
    if not may_follow(here, station):
        said = {
            "train": train.number,
            "here": queries.station_name(here),
            "there": queries.station_name(station),
        }
        raise Refused(_("%(train)s stands at “%(here)s”; “%(there)s” cannot follow.") % said)
    if station == DEPARTED:
        depart(train=train, by=by, at=at)
        return True
    if station == BOARDING:
        why = reason(why, _("Say why its doors open again."))
    Passage.objects.create(train=train, station=station, by=by, why=why.strip()[:400], at=at)
    bus.publish(TrainPassed(train=ref(train), station=station), at=at)
    live.announce(LIVE)
    return True


def keep_time(*, at: datetime) -> None:
    """What the clock does: doors close at their hour, and trains that are late say so. It departs nothing."""
    for train in queries.to_freeze(at):
        pass_station(train=train, station=FROZEN, at=at)
    for train, late in queries.late_trains(at):
        _say_late(train, late, at)


@transaction.atomic
def _say_late(train: Train, late: Late, at: datetime) -> None:
    """Once for each station and hour, whoever asks how often."""
    _row, is_new = Lateness.objects.get_or_create(
        train=train, station=late.station, due=late.due, defaults={"at": at}
    )
    if is_new:
        bus.publish(TrainLate(train=ref(train), station=late.station, due=late.due.isoformat()), at=at)
        live.announce(LIVE)
