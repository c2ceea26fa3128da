from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class EventOpened(Fact):
    """There is an event to come to: `event` is its ref."""

    event: str


@dataclass(frozen=True)
class EventChanged(Fact):
    """Words, time, place or seats of an event are other ones; `fields` names which."""

    event: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class EventCancelled(Fact):
    """An event does not take place; who had a seat or waited has been told."""

    event: str


@dataclass(frozen=True)
class SeatTaken(Fact):
    """A fan goes to an event, or waits for a seat. All are refs."""

    event: str
    fan: str
    waits: bool


@dataclass(frozen=True)
class SeatLeft(Fact):
    """A fan no longer comes; `moved_up` are those who go now instead."""

    event: str
    fan: str
    moved_up: tuple[str, ...]


@dataclass(frozen=True)
class SeatsMovedUp(Fact):
    """Seats became free by time or by more seats: these fans go now."""

    event: str
    moved_up: tuple[str, ...]


@dataclass(frozen=True)
class CheckedIn(Fact):
    """A fan was seen at the door."""

    event: str
    fan: str
