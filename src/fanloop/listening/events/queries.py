"""Every read of events. Events are public; who comes is for the fan and for who runs events."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fanloop.foundation import trail
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.events.models import CheckIn, Event, EventCancellation, EventChange, Seat
from fanloop.listening.events.rules.seats import Room, has_seat
from fanloop.people.fans import queries as fans
from fanloop.people.levels import queries as levels
from fanloop.people.levels.ports import benefit

__all__ = [
    "Event",
    "EventRow",
    "Guest",
    "Seat",
    "event",
    "event_by_id",
    "events",
    "guests",
    "mine",
    "room_of",
    "seat_of",
]

benefit(
    level=2,
    key="events.kept_seats",
    label=gettext_lazy("At events with few seats, some are kept for you until a day"),
)


@dataclass(frozen=True)
class EventRow:
    """An event as it is listed: words in the reader's language, and how full it is."""

    event: Event
    title: str
    words: str
    going: int
    waiting: int
    cancelled: EventCancellation | None
    changed_at: datetime
    changes: int

    @property
    def free(self) -> int | None:
        """How many seats are left; None where there is no end of them."""
        return None if self.event.seats is None else max(0, self.event.seats - self.going)

    @property
    def ref(self) -> str:
        return ref(self.event)


def events(*, at: datetime, past: bool = False, limit: int = 100) -> list[EventRow]:
    """Events to come, the next first; or past ones, the last first. Four queries, whatever the list holds."""
    rows = Event.objects.select_related("space", "opened_by")
    rows = rows.filter(ends__lt=at).order_by("-starts", "-id") if past else _ahead(rows, at)
    return event_rows(list(rows[:limit]))


def _ahead(rows: "QuerySet[Event]", at: datetime) -> "QuerySet[Event]":
    return rows.filter(ends__gte=at).order_by("starts", "id")


def event(event_id: int) -> EventRow | None:
    row = Event.objects.select_related("space", "opened_by").filter(id=event_id).first()
    return event_rows([row])[0] if row else None


def event_by_id(event_id: int) -> Event | None:
    return Event.objects.filter(id=event_id).first()


def event_rows(rows: Sequence[Event]) -> list[EventRow]:
    """Counts, cancellations and changes of a set of events. Three queries."""
    ids = [row.id for row in rows]
    here = Seat.objects.filter(event__in=ids, left_at=None).values_list("event")
    counts = {
        number: (going, waiting)
        for number, going, waiting in here.annotate(
            going=Count("id", filter=~Q(going_at=None)), waiting=Count("id", filter=Q(going_at=None))
        )
    }
    ended = {one.event_id: one for one in EventCancellation.objects.filter(event__in=ids)}
    changes = {
        number: (count, last)
        for number, count, last in EventChange.objects.filter(event__in=ids)
        .values_list("event")
        .annotate(count=Count("id"), last=Max("at"))
    }
    return [
        _event_row(row, counts.get(row.id, (0, 0)), ended.get(row.id), changes.get(row.id)) for row in rows
    ]


def _event_row(
    row: Event, seats: tuple[int, int], ended: EventCancellation | None, changes: tuple[int, datetime] | None
) -> EventRow:
    count, last = changes or (0, row.at)
    going, waiting = seats
    when = max(last, ended.at) if ended else last
    return EventRow(row, read(row.title), read(row.words), going, waiting, ended, when, count + bool(ended))


def room_of(row: Event) -> Room:
    return Room(row.seats, row.kept, row.kept_level, row.kept_until)


@dataclass(frozen=True)
class Mine:
    """A fan's place at an event: `place` in the line counts from 1, and is None for who goes."""

    seat: Seat
    place: int | None


def mine(event_id: int, fan_id: int | None) -> Mine | None:
    """The seat this fan holds or waits for."""
    seat = Seat.objects.filter(event=event_id, fan=fan_id or 0, left_at=None).first()
    if seat is None:
        return None
    if seat.going_at:
        return Mine(seat, None)
    before = Seat.objects.filter(event=event_id, left_at=None, going_at=None, id__lt=seat.id).count()
    return Mine(seat, before + 1)


def may_go(row: Event, fan_id: int | None, *, at: datetime) -> bool:
    """Whether this fan would get a seat now, rather than wait."""
    return has_seat(room_of(row), going_levels(row.id), levels.level_of(fan_id), at=at)


def going_levels(event_id: int) -> list[int]:
    """The levels of those who go."""
    ids = (
        Seat.objects.filter(event=event_id, left_at=None).exclude(going_at=None).values_list("fan", flat=True)
    )
    people = list(ids)
    held = levels.levels_of(people)
    return [held[fan_id] for fan_id in people]


@dataclass(frozen=True)
class Guest:
    """One line of the list at the door."""

    seat: Seat
    handle: str
    name: str
    level: int
    is_going: bool
    here_at: datetime | None


def guests(event_id: int, *, viewer: Viewer) -> list[Guest]:
    """Who comes, then who waits, in order; for who runs events. Three queries."""
    if not viewer.may("events.run"):
        return []
    seats = list(Seat.objects.filter(event=event_id, left_at=None).select_related("fan").order_by("id"))
    held = levels.levels_of(seat.fan_id for seat in seats)
    here = dict(CheckIn.objects.filter(seat__in=seats).values_list("seat", "at"))
    rows = [
        Guest(seat, seat.fan.handle, seat.fan.name, held[seat.fan_id], seat.going_at is not None, here.get(seat.id))
        for seat in seats
    ]  # fmt: skip
    return sorted(rows, key=lambda one: not one.is_going)


def seat_of(event_id: int, code: str) -> Seat | None:
    """The seat with this code, given back or not."""
    return Seat.objects.select_related("fan", "event").filter(event=event_id, code=code).first()


def changes_of(event_id: int) -> list[EventChange]:
    return list(EventChange.objects.filter(event=event_id).select_related("by").order_by("-at", "-id"))


def with_waiting(*, at: datetime) -> list[int]:
    """Ids of events to come where somebody waits."""
    waiting = Seat.objects.filter(left_at=None, going_at=None).values("event")
    return list(_ahead(Event.objects.filter(id__in=waiting), at).values_list("id", flat=True))


def is_cancelled(event_id: int) -> bool:
    return EventCancellation.objects.filter(event=event_id).exists()


def expected(event_id: int) -> Collection[int]:
    """Ids of fans who go or wait."""
    return set(Seat.objects.filter(event=event_id, left_at=None).values_list("fan", flat=True))


@trail.describes("events.event", label=lambda count: ngettext("event", "events", count))
def describe_events(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- events are public
    return {
        row.id: trail.Card(f"events.event:{row.id}", _("event"), read(row.title), row.place, row.starts)
        for row in Event.objects.filter(id__in=ids)
    }


def _export(fan_id: int) -> list[dict[str, Any]]:
    seats = Seat.objects.filter(fan=fan_id).select_related("event").order_by("at", "id")
    here = dict(CheckIn.objects.filter(seat__in=seats).values_list("seat", "at"))
    return [
        {
            "event": read(seat.event.title, "en"), "starts": seat.event.starts.isoformat(), "asked_at": seat.at.isoformat(),
            "going_at": seat.going_at.isoformat() if seat.going_at else None,
            "left_at": seat.left_at.isoformat() if seat.left_at else None,
            "was_there": seat.id in here,
        }
        for seat in seats
    ]  # fmt: skip


fans.register_export("events", _export)
