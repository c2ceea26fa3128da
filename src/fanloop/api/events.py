"""Events, and the caller's own seat."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from fanloop.api.answers import WRITES, Id, may_answer
from fanloop.api.callers import ANYBODY, Caller, Token, caller_of
from fanloop.api.problems import not_found
from fanloop.api.writing import Key, once
from fanloop.foundation import clock
from fanloop.listening.events import actions, queries
from fanloop.listening.events.queries import EventRow

router = Router(tags=["events"], auth=ANYBODY)
SCOPE = "seats:write"
When = Literal["ahead", "past"]


class EventCard(Schema):
    """An event. `seats` and `free` are null where everybody finds one; `cancelled` says why, empty while it stands."""

    ref: str
    id: int
    kind: str
    title: str
    words: str
    starts: datetime
    ends: datetime
    time_zone: str = Field(description="The zone people come by, such as Europe/Berlin.")
    place: str
    link: str
    seats: int | None
    free: int | None
    waiting: int = Field(description="How many stand in the line.")
    cancelled: str


class SeatTold(Schema):
    """The caller's seat. `place` is the place in the line, null for who has a seat; without a seat `code` is empty."""

    event: str
    taken: bool
    place: int | None
    code: str


@router.get("/events", response=may_answer(list[EventCard]), summary="Events")
def list_events(request: HttpRequest, when: When = "ahead") -> list[EventCard]:  # noqa: ARG001 -- the same for everybody
    """Events to come, the next one first; or those that were, the last one first. A hundred at most."""
    return [_card(row) for row in queries.events(at=clock.now(), past=when == "past")]


@router.get("/events/{event_id}", response=may_answer(EventCard, 404), summary="One event")
def get_event(request: HttpRequest, event_id: Id) -> EventCard:  # noqa: ARG001 -- events are public
    """An event and how full it is."""
    return _card(_row(event_id))


@router.post(
    "/events/{event_id}/seat", auth=Token(SCOPE), response=may_answer(SeatTold, 404, *WRITES), summary="Take a seat"
)  # fmt: skip
def take_seat(request: HttpRequest, event_id: Id, idempotency_key: Key = None) -> Status[Any]:
    """A seat, or a place in the line where none is free. Taking it again changes nothing."""
    return once(request, idempotency_key, None, lambda: (200, _take(caller_of(request), event_id)))


@router.delete(
    "/events/{event_id}/seat", auth=Token(SCOPE), response=may_answer(SeatTold, 404, *WRITES), summary="Give it back"
)  # fmt: skip
def leave_seat(request: HttpRequest, event_id: Id, idempotency_key: Key = None) -> Status[Any]:
    """The first in the line gets it. Without a seat nothing happens."""
    return once(request, idempotency_key, None, lambda: (200, _leave(caller_of(request), event_id)))


def _row(event_id: int) -> EventRow:
    row = queries.event(event_id)
    if row is None:
        raise not_found()
    return row


def _take(caller: Caller, event_id: int) -> SeatTold:
    row = _row(event_id)
    actions.take_seat(event=row.event, fan=caller.fan, at=clock.now())
    return _told(row, caller)


def _leave(caller: Caller, event_id: int) -> SeatTold:
    row = _row(event_id)
    actions.leave_seat(event=row.event, fan=caller.fan, at=clock.now())
    return _told(row, caller)


def _told(row: EventRow, caller: Caller) -> SeatTold:
    mine = queries.mine(row.event.id, caller.fan.id)
    code = mine.seat.code if mine and mine.place is None else ""
    return SeatTold(event=row.ref, taken=mine is not None, place=mine.place if mine else None, code=code)


def _card(row: EventRow) -> EventCard:
    event = row.event
    return EventCard(
        ref=row.ref, id=event.id, kind=event.kind, title=row.title, words=row.words, starts=event.starts,
        ends=event.ends, time_zone=event.time_zone, place=event.place, link=event.link, seats=event.seats,
        free=row.free, waiting=row.waiting, cancelled=row.cancelled.because if row.cancelled else "",
    )  # fmt: skip
