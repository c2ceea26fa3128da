"""Who gets a seat, and who moves up when one becomes free. Nobody is ever promised a seat that is not there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6


@dataclass(frozen=True)
class Room:
    """How many seats there are (None: no end), and how many are kept for `level` and above until a moment."""

    seats: int | None
    kept: int = 0
    level: int = 0
    until: datetime | None = None

    def is_keeping(self, at: datetime) -> bool:
        return bool(self.kept and self.level and self.until and at < self.until)


def has_seat(room: Room, going: Sequence[int], level: int, *, at: datetime) -> bool:
    """Whether somebody of this level may go, where `going` are the levels of who goes already.

    Those below the level share what is not kept; those at it may have any seat.
    """
    if room.seats is None:
        return True
    if len(going) >= room.seats:
        return False
    if not room.is_keeping(at) or level >= room.level:
        return True
    return sum(1 for one in going if one < room.level) < max(0, room.seats - room.kept)


def moving_up(
    room: Room, going: Iterable[int], waiting: Sequence[tuple[int, int]], *, at: datetime
) -> list[int]:
    """Which of `waiting`, pairs of number and level in the order they asked, go now.

    Somebody who may not have a kept seat is passed over, and keeps the place in the line.
    """
    levels, up = list(going), []
    for number, level in waiting:
        if has_seat(room, levels, level, at=at):
            levels.append(level)
            up.append(number)
    return up
