"""Every write of events. Seats are decided under a lock on the event's row, so none is given twice."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus, live
from fanloop.foundation.refs import ref
from fanloop.foundation.search import again
from fanloop.foundation.search import index as search
from fanloop.foundation.text.translated import read, words
from fanloop.listening.community import actions as community
from fanloop.listening.community.queries import Space
from fanloop.listening.events import queries
from fanloop.listening.events.facts import (
    CheckedIn,
    EventCancelled,
    EventChanged,
    EventOpened,
    SeatLeft,
    SeatsMovedUp,
    SeatTaken,
)
from fanloop.listening.events.models import CheckIn, Event, EventCancellation, EventChange, Seat
from fanloop.listening.events.rules.kinds import KINDS
from fanloop.listening.events.rules.refusals import Refused
from fanloop.listening.events.rules.seats import CODE_LENGTH, LETTERS, has_seat, moving_up
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels import queries as levels
from fanloop.people.levels.rules import deeds
from fanloop.people.team.queries import Member

__all__ = ["NewEvent", "Refused"]


@dataclass(frozen=True)
class NewEvent:
    """What is said of an event. Moments are aware; `seats` None means that everybody finds one."""

    kind: str
    title: Mapping[str, str]
    words: Mapping[str, str]
    starts: datetime
    ends: datetime
    time_zone: str
    place: str = ""
    link: str = ""
    seats: int | None = None
    kept: int = 0
    kept_level: int = 0
    kept_until: datetime | None = None


@transaction.atomic
def open_event(*, new: NewEvent, by: Member, at: datetime, space: Space | None = None) -> Event:
    """Invite. With a space there is a topic to talk about it. Raises Refused for an event that cannot be."""
    said = _checked(new)
    row = Event.objects.create(**said, space=space, opened_by=by, at=at)
    _index(row)
    if space is not None:
        community.start_topic(
            space=space, author=by.fan, title=read(row.title, space.language), at=at, about=ref(row),
            body=read(row.words, space.language) or read(row.title, space.language), language=space.language,
        )  # fmt: skip
    bus.publish(EventOpened(event=ref(row)), at=at)
    live.announce("events", str(row.id))
    return row


def _checked(new: NewEvent) -> dict[str, Any]:
    said = asdict(new) | {"title": words(new.title), "words": words(new.words)}
    if new.kind not in KINDS or not said["title"]:
        raise Refused(_("An event has a title and a kind."))
    if new.ends <= new.starts:
        raise Refused(_("An event ends after it starts."))
    if new.time_zone not in available_timezones():
        raise Refused(_("There is no such time zone."))
    if not new.place and not new.link:
        raise Refused(_("Say where: a place, or a link."))
    if new.kept and not (new.seats and new.kept <= new.seats and new.kept_level and new.kept_until):
        raise Refused(_("Kept seats need a number of seats, a level and a moment until when."))
    return said


_TOLD = ("starts", "ends", "place", "link")


@transaction.atomic
def change_event(*, event: Event, new: NewEvent, by: Member, at: datetime) -> Event:
    """Say it otherwise; what stood before is kept. Who comes hears of another time or place.

    Raises Refused for a cancelled event, and for fewer seats than are taken.
    """
    row = _locked(event.id)
    said = _checked(new)
    _refuse_cancelled(row)
    changed = {name: getattr(row, name) for name, value in said.items() if getattr(row, name) != value}
    if not changed:
        return row
    going = len(queries.going_levels(row.id))
    if new.seats is not None and new.seats < going:
        raise Refused(_("%(count)s people have a seat already.") % {"count": going})
    EventChange.objects.create(event=row, before=_plain(changed), by=by, at=at)
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=list(said))
    _index(row)
    bus.publish(EventChanged(event=ref(row), fields=tuple(sorted(changed))), at=at)
    if set(changed) & set(_TOLD):
        _notify(queries.expected(row.id), "event_changed", row, at)
    _fill(row, at)
    return row


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }


@transaction.atomic
def cancel_event(*, event: Event, because: str, by: Member, at: datetime) -> EventCancellation:
    """It does not take place; everybody with a seat or in the line hears why. Raises Refused without a reason."""
    row = _locked(event.id)
    _refuse_cancelled(row)
    if not because.strip():
        raise Refused(_("Say why: everybody who wanted to come will read it."))
    ended = EventCancellation.objects.create(event=row, because=because.strip()[:500], by=by, at=at)
    bus.publish(EventCancelled(event=ref(row)), at=at)
    _notify(queries.expected(row.id), "event_cancelled", row, at, because=ended.because)
    search.weigh([ref(row)], search.CLOSED)
    live.announce(ref(row), "cancelled")
    return ended


def _locked(event_id: int) -> Event:
    """Whoever decides about seats waits here for whoever decides now."""
    return Event.objects.select_for_update().get(id=event_id)


def _refuse_cancelled(row: Event) -> None:
    if queries.is_cancelled(row.id):
        raise Refused(_("This event is cancelled."))


@transaction.atomic
def take_seat(*, event: Event, fan: Fan, at: datetime) -> Seat:
    """A seat if there is one for this fan, else a place in the line; asking twice gives the same seat.

    Raises Refused for an event that is over or cancelled.
    """
    row = _locked(event.id)
    _refuse_cancelled(row)
    if at >= row.ends:
        raise Refused(_("This event is over."))
    if held := Seat.objects.filter(event=row, fan=fan, left_at=None).first():
        return held
    waits = Seat.objects.filter(event=row, left_at=None, going_at=None)
    goes = has_seat(queries.room_of(row), queries.going_levels(row.id), levels.level_of(fan.id), at=at)
    goes = goes and not _is_passed(waits, row, fan, at)
    seat = Seat.objects.create(
        event=row, fan=fan, code=_fresh_code(row), at=at, going_at=at if goes else None
    )
    bus.publish(SeatTaken(event=ref(row), fan=ref(fan), waits=not goes), at=at)
    _notify([fan.id], "seat_taken" if goes else "seat_waits", row, at, code=seat.code)
    live.announce(ref(row), "seats")
    return seat


def _is_passed(waits: Any, row: Event, fan: Fan, at: datetime) -> bool:
    """A free seat belongs to who has waited longer and may have it."""
    line = [(seat.fan_id, 0) for seat in waits.order_by("id")]
    if not line:
        return False
    held = levels.levels_of([fan.id, *(fan_id for fan_id, _level in line)])
    queue = [(fan_id, held[fan_id]) for fan_id, _level in line] + [(fan.id, held[fan.id])]
    return fan.id not in moving_up(queries.room_of(row), queries.going_levels(row.id), queue, at=at)


def _fresh_code(row: Event) -> str:
    """Short enough to type at a door; unlike every other of the event, which is locked."""
    taken = set(Seat.objects.filter(event=row).values_list("code", flat=True))
    while (code := "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))) in taken:
        continue
    return code


@transaction.atomic
def leave_seat(*, event: Event, fan: Fan, at: datetime) -> None:
    """Give the seat back; who waited longest moves up in the same transaction. Raises Refused without a seat."""
    row = _locked(event.id)
    if not Seat.objects.filter(event=row, fan=fan, left_at=None).update(left_at=at):
        raise Refused(_("You have no seat here."))
    moved = [] if queries.is_cancelled(row.id) else _move_up(row, at)
    bus.publish(SeatLeft(event=ref(row), fan=ref(fan), moved_up=_refs(moved)), at=at)


def _refs(fan_ids: Collection[int]) -> tuple[str, ...]:
    return tuple(f"fans.fan:{fan_id}" for fan_id in fan_ids)


def _move_up(row: Event, at: datetime) -> list[int]:
    """Fans who go now instead of waiting; they are told. Nobody moves once the event is over."""
    if at >= row.ends:
        return []
    line = list(Seat.objects.filter(event=row, left_at=None, going_at=None).order_by("id"))
    held = levels.levels_of(seat.fan_id for seat in line)
    waiting = [(seat.fan_id, held[seat.fan_id]) for seat in line]
    moved = moving_up(queries.room_of(row), queries.going_levels(row.id), waiting, at=at)
    Seat.objects.filter(event=row, fan__in=moved, left_at=None, going_at=None).update(going_at=at)
    _notify(moved, "seat_moved_up", row, at)
    live.announce(ref(row), "seats")
    return moved


def _fill(row: Event, at: datetime) -> int:
    moved = _move_up(row, at)
    if moved:
        bus.publish(SeatsMovedUp(event=ref(row), moved_up=_refs(moved)), at=at)
    return len(moved)


@transaction.atomic
def fill_seats(*, event_id: int, at: datetime) -> int:
    """Give seats that are no longer kept to who waits; return how many moved up."""
    row = _locked(event_id)
    return 0 if queries.is_cancelled(row.id) else _fill(row, at)


@transaction.atomic
def check_in(*, event: Event, code: str, by: Member, at: datetime) -> CheckIn:
    """Somebody is here. Being here twice is once. Raises Refused for a code that opens no seat here."""
    seat = queries.seat_of(event.id, code.strip().upper().replace(" ", ""))
    if seat is None or seat.left_at:
        raise Refused(_("No seat has this code."))
    if seat.going_at is None:
        raise Refused(_("%(name)s is still waiting for a seat.") % {"name": seat.fan.shown_name})
    row, fresh = CheckIn.objects.get_or_create(seat=seat, defaults={"by": by, "at": at})
    if fresh:
        fans.record_deeds([fans.NewDeed(seat.fan_id, at.date(), deeds.EVENT, 1, ref(event))], at=at)
        bus.publish(CheckedIn(event=ref(event), fan=ref(seat.fan)), at=at)
    return row


def _notify(fan_ids: Collection[int], kind: str, row: Event, at: datetime, **more: str) -> None:
    data = {"title": row.title, "place": row.place or row.link, **more}
    fans.notify(fan_ids, kind=kind, data=data, about=ref(row), at=at)


def _index(row: Event) -> None:
    """Found in every language it is told in: the first title leads, all words are read."""
    language = next(iter(row.title))
    said = [*row.title.values(), *row.words.values(), row.place]
    labels = [f"community.space:{row.space_id}"] if row.space_id else []
    search.index(
        [search.Entry(ref(row), language, row.title[language], "\n".join(said), row.at, labels=labels)]
    )


@again.everything("events.event")
def find_everything() -> int:
    """Every event; what was called off counts less."""
    rows = list(Event.objects.order_by("id"))
    for row in rows:
        _index(row)
    off = EventCancellation.objects.values_list("event_id", flat=True)
    search.weigh((f"events.event:{event_id}" for event_id in off), search.CLOSED)
    return len(rows)


@transaction.atomic
def forget(*, fan_id: int, at: datetime) -> None:
    """An erased fan gives back the seats of what is to come; old rows go without a trace of the person."""
    rows = Seat.objects.filter(fan=fan_id, left_at=None, event__ends__gt=at).select_related("event", "fan")
    for seat in rows:
        leave_seat(event=seat.event, fan=seat.fan, at=at)
    Seat.objects.filter(fan=fan_id).delete()
