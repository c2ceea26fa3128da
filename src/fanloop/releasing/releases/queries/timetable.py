"""How trains run, as others may ask: rhythms, stations, holds, withdrawals, hot-fixes and lateness. All of it is public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fanloop.people.team.queries import Member
from fanloop.releasing.releases.models import (
    Departure,
    Hold,
    Hotfix,
    Passage,
    Pulled,
    Retiming,
    Timetable,
    Train,
    Withdrawal,
)
from fanloop.releasing.releases.rules import stations
from fanloop.releasing.releases.rules.cadence import Cadence
from fanloop.releasing.releases.rules.train import tuesday_after

__all__ = ["Hold", "Hotfix", "Passed", "Pulled", "Retiming", "State", "Timetable", "Withdrawal"]


@dataclass(frozen=True)
class Passed:
    """A train came to a station: when, by whom (None: by itself) and why. A departure reads like any other passage."""

    station: str
    at: datetime
    by: Member | None = None
    why: str = ""


@dataclass(frozen=True)
class Moves:
    """How often a train was moved, stopped, resumed or withdrawn, and when last."""

    count: int
    last: datetime


@dataclass(frozen=True)
class State:
    """How a train stands now: its station, what stops or ended it, why it is out of turn, and what it is late for."""

    station: str
    hold: Hold | None = None
    withdrawal: Withdrawal | None = None
    hotfix: Hotfix | None = None
    late: stations.Late | None = None

    @property
    def is_shut(self) -> bool:
        """Whether a change needs a reason of its own to board."""
        return stations.is_shut(self.station)


_STATIONS = {
    "boarding": lambda: _("boarding"),
    "frozen": lambda: _("frozen"),
    "built": lambda: _("built"),
    "beta": lambda: pgettext("station of a train", "beta"),
    "departed": lambda: _("departed"),
    "reported": lambda: _("reported"),
    "closed": lambda: pgettext("station of a train", "closed"),
}
_CAUSES = {
    "beta": lambda: _("left behind: failed in beta"),
    "unready": lambda: _("left behind: not ready"),
    "risk": lambda: _("left behind: too risky this week"),
    "train": lambda: _("left behind: its train was withdrawn"),
    "pulled": lambda: _("withdrawn"),
}


def station_name(station: str) -> str:
    """A station in the reader's language. Raises KeyError for one that does not exist."""
    return _STATIONS[station]()


def cause_name(cause: str) -> str:
    """The kind of reason a change stayed behind for, in the reader's language."""
    return _CAUSES[cause]() if cause in _CAUSES else _("left behind")


def timetable(line_id: int) -> Timetable | None:
    """The rhythm of a line as somebody set it; None where it runs by the house rule, Fridays at five."""
    return Timetable.objects.filter(line_id=line_id).select_related("by").order_by("-id").first()


def timetables(line_id: int) -> list[Timetable]:
    """Everything a line's rhythm has been, the newest first."""
    return list(Timetable.objects.filter(line_id=line_id).select_related("by").order_by("-id"))


def cadence_of(line_id: int) -> Cadence:
    """A line's rhythm for reckoning; without a timetable every Friday at five where the maker is."""
    return cadences([line_id])[line_id]


def cadences(line_ids: Iterable[int]) -> dict[int, Cadence]:
    """As `cadence_of`, for a set; one query."""
    ids = list(line_ids)
    rows = Timetable.objects.filter(line_id__in=ids).order_by("line_id", "-id").distinct("line_id")
    return {one: Cadence(zone=settings.TIME_ZONE) for one in ids} | {
        row.line_id: _cadence(row) for row in rows
    }


def _cadence(row: Timetable) -> Cadence:
    return Cadence(
        zone=row.zone, weekday=row.weekday, leaves=row.leaves, every=row.every, starts=row.starts,
        freeze=timedelta(minutes=row.freeze_minutes), on_holiday=row.on_holiday,
        holidays=frozenset(date.fromisoformat(day) for day in row.holidays),
    )  # fmt: skip


def station_of(train_id: int) -> str:
    return stations_of([train_id])[train_id]


def stations_of(train_ids: Iterable[int]) -> dict[int, str]:
    """Train id → the station it stands at; two queries. What departed stands at least there."""
    ids = list(train_ids)
    rows = Passage.objects.filter(train_id__in=ids).order_by("train_id", "-id").distinct("train_id")
    last = dict(rows.values_list("train_id", "station"))
    gone = set(Departure.objects.filter(train_id__in=ids).values_list("train_id", flat=True))
    return {one: _station(last.get(one, stations.BOARDING), is_gone=one in gone) for one in ids}


def _station(last: str, *, is_gone: bool) -> str:
    after = last in {stations.REPORTED, stations.CLOSED}
    return stations.DEPARTED if is_gone and not after else last


def passages(train_id: int) -> list[Passed]:
    """The way of a train in order: it was planned and boards, what it passed, and its departure."""
    train = Train.objects.filter(id=train_id).first()
    if train is None:
        return []
    rows = Passage.objects.filter(train_id=train_id).select_related("by").order_by("id")
    found = [Passed(row.station, row.at, row.by, row.why) for row in rows]
    gone = Departure.objects.filter(train_id=train_id).select_related("by").first()
    left = [Passed(stations.DEPARTED, gone.at, gone.by)] if gone else []
    after = [one for one in found if one.station in {stations.REPORTED, stations.CLOSED}]
    before = [one for one in found if one not in after]
    return [Passed(stations.BOARDING, train.at), *before, *left, *after]


def hold_of(train_id: int) -> Hold | None:
    """What stops a train now."""
    return Hold.objects.filter(train_id=train_id, resumed_at=None).select_related("by").first()


def holds(train_id: int) -> list[Hold]:
    """Every time a train was stopped, the first one first, with who resumed it and why."""
    return list(Hold.objects.filter(train_id=train_id).select_related("by", "resumed_by").order_by("id"))


def train_of_hold(hold_id: int) -> int | None:
    return Hold.objects.filter(id=hold_id).values_list("train_id", flat=True).first()


def train_of_withdrawal(withdrawal_id: int) -> int | None:
    return Withdrawal.objects.filter(id=withdrawal_id).values_list("train_id", flat=True).first()


def change_of_pulled(pulled_id: int) -> int | None:
    return Pulled.objects.filter(id=pulled_id).values_list("change_id", flat=True).first()


def withdrawal(train_id: int) -> Withdrawal | None:
    """Why a train was taken off, before or after it left."""
    return Withdrawal.objects.filter(train_id=train_id).select_related("by").first()


def withdrawn_trains(since: datetime, line_id: int | None = None) -> list[Train]:
    """Trains taken off before they left, that would have left after `since`, the next one first."""
    rows = Train.objects.filter(_off(), ~_gone(), leaves_at__gt=since).select_related("line")
    rows = rows.filter(line_id=line_id) if line_id is not None else rows
    return list(rows.order_by("leaves_at", "id"))


def pulled(change_ids: Iterable[int]) -> dict[int, Pulled]:
    """Change id → why it was withdrawn for good, for those that were."""
    rows = Pulled.objects.filter(change_id__in=list(change_ids)).select_related("by")
    return {row.change_id: row for row in rows}


def hotfix(train_id: int) -> Hotfix | None:
    """Why a train leaves out of turn."""
    return Hotfix.objects.filter(train_id=train_id).select_related("by").first()


def retimings(train_id: int) -> list[Retiming]:
    """Each time a train got another hour, the first one first."""
    return list(Retiming.objects.filter(train_id=train_id).select_related("by").order_by("id"))


def moves_of(trains: Iterable[Train]) -> dict[int, Moves]:
    """Train id → what happened to it after it was planned, for calendars that have copied it; three queries."""
    rows = {train.id: train for train in trains}
    found: dict[int, list[datetime]] = {one: [] for one in rows}
    for train_id, at, resumed_at in Hold.objects.filter(train_id__in=rows).values_list(
        "train_id", "at", "resumed_at"
    ):
        found[train_id] += [at, resumed_at] if resumed_at else [at]
    for model in (Retiming, Withdrawal):
        for train_id, at in model.objects.filter(train_id__in=rows).values_list("train_id", "at"):
            found[train_id].append(at)
    return {one: Moves(len(moments), max([rows[one].at, *moments])) for one, moments in found.items()}


def states(trains: Iterable[Train], now: datetime) -> dict[int, State]:
    """Train id → how it stands at `now`; six queries whatever their number."""
    rows = {train.id: train for train in trains}
    at = stations_of(rows)
    held = {
        row.train_id: row
        for row in Hold.objects.filter(train_id__in=rows, resumed_at=None).select_related("by")
    }
    off = {row.train_id: row for row in Withdrawal.objects.filter(train_id__in=rows).select_related("by")}
    hot = {row.train_id: row for row in Hotfix.objects.filter(train_id__in=rows).select_related("by")}
    rhythms = cadences({train.line_id for train in rows.values()})
    return {
        one: State(at[one], held.get(one), off.get(one), hot.get(one), _late(train, at[one], rhythms, now, off=one in off))
        for one, train in rows.items()
    }  # fmt: skip


def state(train: Train, now: datetime) -> State:
    return states([train], now)[train.id]


def due(train: Train, cadence: Cadence) -> dict[str, datetime]:
    """Station → when this train has to pass it, by its own hours and its line's time zone."""
    zone = ZoneInfo(cadence.zone)
    tells_on = tuesday_after(train.leaves_at, zone)
    return stations.due(freezes_at=train.freezes_at, leaves_at=train.leaves_at, tells_on=tells_on, zone=zone)


def _late(
    train: Train, station: str, rhythms: dict[int, Cadence], now: datetime, *, off: bool
) -> stations.Late | None:
    """Imported trains and those taken off are late for nothing."""
    if off or train.source_key is not None:
        return None
    return stations.late(station, due(train, rhythms[train.line_id]), now)


def late_trains(now: datetime, line_id: int | None = None) -> list[tuple[Train, stations.Late]]:
    """Trains that should have passed a station by now and have not left, the longest overdue first."""
    rows = Train.objects.filter(~_gone(), ~_off(), leaves_at__lt=now + timedelta(days=30)).select_related(
        "line"
    )
    rows = rows.filter(line_id=line_id) if line_id is not None else rows
    found = states(rows, now)
    late = [(row, one.late) for row in rows if (one := found[row.id]).late]
    return sorted(((row, one) for row, one in late if one), key=lambda pair: (pair[1].due, pair[0].id))


def to_freeze(now: datetime) -> list[Train]:
    """Trains still boarding whose doors should be closed by now."""
    rows = Train.objects.filter(~_gone(), ~_off(), freezes_at__lte=now, source_key=None).order_by(
        "freezes_at", "id"
    )
    at = stations_of(row.id for row in rows)
    return [row for row in rows if at[row.id] == stations.BOARDING and not _opened_since(row)]


def _opened_since(train: Train) -> bool:
    """Whether somebody opened the doors again after the freeze: then only a person closes them."""
    return Passage.objects.filter(
        train=train, station=stations.BOARDING, at__gte=train.freezes_at or train.at
    ).exists()


def open_hotfix(line_id: int) -> Train | None:
    """The line's train out of turn that has not left."""
    found = Hotfix.objects.filter(train__line_id=line_id).exclude(_left("train")).exclude(_taken_off("train"))
    row = found.select_related("train__line").order_by("-id").first()
    return row.train if row else None


def last_regular_number(line_id: int) -> str | None:
    """The number of the train of the rhythm that left last: what a train out of turn is named after."""
    hot = Exists(Hotfix.objects.filter(train=OuterRef("train")))
    rows = Departure.objects.filter(~hot, train__line_id=line_id).order_by("-at", "-id")
    return rows.values_list("train__number", flat=True).first()


def numbers_of(line_id: int) -> set[str]:
    return set(Train.objects.filter(line_id=line_id).values_list("number", flat=True))


def lines_to_plan() -> set[int]:
    """Ids of lines that keep trains ahead: those with a timetable, and those with a train of their rhythm to come."""
    hot = Exists(Hotfix.objects.filter(train=OuterRef("pk")))
    waiting = Train.objects.filter(~_gone(), ~_off(), ~hot, source_key=None)
    return {*Timetable.objects.values_list("line_id", flat=True), *waiting.values_list("line_id", flat=True)}


def _gone() -> Exists:
    return Exists(Departure.objects.filter(train=OuterRef("pk")))


def _off() -> Exists:
    return Exists(Withdrawal.objects.filter(train=OuterRef("pk")))


def _left(train: str) -> Exists:
    return Exists(Departure.objects.filter(train=OuterRef(train)))


def _taken_off(train: str) -> Exists:
    return Exists(Withdrawal.objects.filter(train=OuterRef(train)))
