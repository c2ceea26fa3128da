"""When trains leave, as a page and as iCalendar (RFC 5545): planned trains, and what the timetables say after them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.people.team import queries as team
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import State, Train
from fanloop.releasing.releases.rules.cadence import Cadence, departures
from fanloop.releasing.releases.rules.train import number_for
from fanloop.site.atom import root_of
from fanloop.site.event_files import CONTENT_TYPE, host_of
from fanloop.site.train_way import late_words
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line

AHEAD, BEHIND = 26, 26
WEEKS = timedelta(weeks=13)
LEAVING = timedelta(minutes=15)


@dataclass(frozen=True)
class Entry:
    """One departure of the calendar. `train` is None while only the timetable speaks of it."""

    line: Line
    number: str
    at: datetime
    zone: str
    train: Train | None = None
    state: State | None = None
    left_at: datetime | None = None
    moves: int = 0
    changed_at: datetime | None = None
    moved: bool = False

    @property
    def name(self) -> str:
        return f"{read(self.line.name)} {self.number}"

    @property
    def href(self) -> str:
        return reverse("site:train", args=[self.line.slug, self.number]) if self.train else ""

    @property
    def word(self) -> str:
        """What is out of the ordinary, in one sentence."""
        if self.state is None:
            return _("moved by a holiday") if self.moved else ""
        if self.state.withdrawal:
            return _("Withdrawn: %(why)s") % {"why": self.state.withdrawal.why}
        if self.state.hold:
            return _("Stopped: %(why)s") % {"why": self.state.hold.why}
        if self.state.hotfix:
            return _("Out of turn: %(why)s") % {"why": self.state.hotfix.why}
        return late_words(self.state) if self.left_at is None else ""


@dataclass(frozen=True)
class Month:
    """A month of the calendar and its departures, in order."""

    name: str
    entries: Sequence[Entry]


def ahead(now: datetime, line: Line | None = None) -> list[Entry]:
    """Departures to come of all lines, or of one: planned, withdrawn, and by timetable; the next one first."""
    found = _planned(now, line)
    known = {(one.line.id, one.number) for one in found}
    lines = [line] if line else [one for one in products.lines() if one.id in queries.lines_to_plan()]
    rhythms = queries.cadences(one.id for one in lines)
    later = [entry for one in lines for entry in _by_timetable(one, rhythms[one.id], now)]
    rest = [entry for entry in later if (entry.line.id, entry.number) not in known]
    return sorted([*found, *rest], key=lambda one: (one.at, one.line.id))


def _planned(now: datetime, line: Line | None) -> list[Entry]:
    line_id = line.id if line else None
    coming = [row.train for row in queries.trains_of(line_id, is_gone=False, limit=AHEAD)]
    return _entries([*coming, *queries.withdrawn_trains(now, line_id)], now)


def _entries(trains: Sequence[Train], now: datetime, left: dict[int, datetime] | None = None) -> list[Entry]:
    states = queries.states(trains, now)
    moves = queries.moves_of(trains)
    rhythms = queries.cadences({train.line_id for train in trains})
    gone = left or {}
    return [
        Entry(
            one.line, one.number, gone.get(one.id, one.leaves_at), rhythms[one.line_id].zone, one, states[one.id],
            gone.get(one.id), moves[one.id].count, max(moves[one.id].last, gone.get(one.id, one.at)),
        )
        for one in trains
    ]  # fmt: skip


def _by_timetable(line: Line, cadence: Cadence, now: datetime) -> Iterable[Entry]:
    if queries.timetable(line.id) is None:
        return []
    slots = departures(cadence, now, AHEAD)
    return [
        Entry(line, number_for(slot.day), slot.leaves_at, cadence.zone, moved=slot.is_moved(cadence.zone))
        for slot in slots
        if slot.leaves_at < now + WEEKS
    ]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A quarter of departures, by month, with what is stopped, withdrawn, late or moved."""
    now = clock.now()
    entries = ahead(now)
    months = [Month(name, list(group)) for name, group in groupby(entries, key=lambda one: _month(one.at))]
    late = [(train, queries.state(train, now)) for train, _late in queries.late_trains(now)]
    page = {
        "months": months, "next": next((one for one in entries if one.train and not one.word and one.at > now), None),
        "late": [(train, late_words(state)) for train, state in late],
        "rhythms": [(read(line.name), row) for line in products.lines() if (row := queries.timetable(line.id))],
    }  # fmt: skip
    return render(request, "site/releases/calendar.html", page)


def _month(moment: datetime) -> str:
    return date_format(moment, "YEAR_MONTH_FORMAT")


@require_safe
def fridays_calendar(request: HttpRequest) -> HttpResponse:
    """Trains to come and those of half a year; the same trains make the same bytes."""
    line, root, now = products.line(request.GET.get("line", "")), root_of(request), clock.now()
    maker = team.maker()
    drawn = Calendar()
    drawn.add("prodid", "-//Fanloop//Fridays//EN")
    drawn.add("version", "2.0")
    drawn.add("method", "PUBLISH")
    drawn.add("x-wr-calname", f"{maker.name if maker else 'Fanloop'}: {_('Fridays')}")
    gone = queries.trains_of(line.id if line else None, is_gone=True, limit=BEHIND)
    left = {row.train.id: row.left_at for row in gone if row.left_at}
    for entry in [*ahead(now, line), *_entries([row.train for row in gone], now, left)]:
        drawn.add_component(_departure(entry, root))
    drawn.add_missing_timezones()
    return HttpResponse(bytes(drawn.to_ical()), content_type=CONTENT_TYPE)


def _departure(entry: Entry, root: str) -> Event:
    """UID stays when a timetable's departure becomes a train; SEQUENCE counts what moved, stopped or ended it."""
    leaves_at = entry.at.astimezone(ZoneInfo(entry.zone))
    drawn = Event()
    drawn.add("uid", f"train-{entry.line.slug}-{entry.number}@{host_of(root)}")
    drawn.add("dtstamp", entry.changed_at or entry.line.at)
    drawn.add("sequence", entry.moves + (1 if entry.train else 0))
    drawn.add("dtstart", leaves_at)
    drawn.add("dtend", leaves_at + LEAVING)
    drawn.add("summary", entry.name)
    if entry.word:
        drawn.add("description", entry.word)
    drawn.add("url", root + (entry.href or reverse("site:calendar")))
    drawn.add("status", _status(entry))
    drawn.add("transp", "TRANSPARENT")
    return drawn


def _status(entry: Entry) -> str:
    if entry.state and entry.state.withdrawal and entry.left_at is None:
        return "CANCELLED"
    is_sure = entry.state is not None and entry.state.hold is None
    return "CONFIRMED" if is_sure or entry.left_at else "TENTATIVE"


urlpatterns = [
    path("fridays.ics", fridays_calendar, name="fridays_calendar"),
    path("fridays/calendar", calendar, name="calendar"),
]
