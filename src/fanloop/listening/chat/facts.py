"""What chat announces."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class RoomOpened(Fact):
    """A room for live talk was opened in a space. Both are references."""

    room: str
    space: str


@dataclass(frozen=True)
class RoomClosed(Fact):
    """Nobody can say anything in this room any more; what was said stays."""

    room: str


@dataclass(frozen=True)
class LineSaid(Fact):
    """Somebody said something in a room. Both are references."""

    room: str
    line: str
