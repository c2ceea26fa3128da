"""What a case's log says: when it was answered, by whom, and which time does not count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from fanloop.listening.answers.rules.hours import Calendar, Pause, elapsed

OPENED, CLAIMED, RELEASED, HANDED, PAUSED, RESUMED, ANSWERED, EXCUSED, REOPENED, ESCALATED = KINDS = (
    "opened", "claimed", "released", "handed", "paused", "resumed", "answered", "excused", "reopened", "escalated",
)  # fmt: skip
_STOPS, _STARTS = frozenset({PAUSED, EXCUSED}), frozenset({RESUMED, REOPENED})


class Entry(NamedTuple):
    kind: str
    at: datetime
    member_id: int | None = None


@dataclass(frozen=True)
class Course:
    """How a case went. `pauses` end where the clock ran again; the last one may have no end."""

    opened_at: datetime
    pauses: tuple[Pause, ...] = ()
    answered_at: datetime | None = None
    answered_by: int | None = None
    is_excused: bool = False

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].end is None


def course(entries: Iterable[Entry]) -> Course:
    """Read a log in the order of its moments. The first answer counts, whatever comes after it.

    Raises ValueError for a log without a beginning.
    """
    rows = sorted(entries, key=lambda entry: entry.at)
    first = next((row for row in rows if row.kind == OPENED), None)
    if first is None:
        raise ValueError("a case begins by being opened")
    pauses: list[Pause] = []
    is_excused = False
    for row in rows:
        if row.kind == ANSWERED:
            return Course(first.at, tuple(pauses), row.at, row.member_id)
        _pause(pauses, row)
        is_excused = row.kind == EXCUSED or (is_excused and row.kind != REOPENED)
    return Course(first.at, tuple(pauses), is_excused=is_excused)


def _pause(pauses: list[Pause], row: Entry) -> None:
    stands = bool(pauses) and pauses[-1].end is None
    if row.kind in _STOPS and not stands:
        pauses.append(Pause(row.at, None))
    elif row.kind in _STARTS and stands:
        pauses[-1] = Pause(pauses[-1].start, row.at)


@dataclass(frozen=True)
class Kept:
    """What one case counts for: `taken` seconds of desk time until the answer, `real` seconds by the wall clock.

    `in_time` is None while it may still be answered in time, and for a case that needed no answer; `left` are the
    seconds of desk time until then, and `is_paused` says that we wait for the fan.
    """

    opened_at: datetime
    taken: int | None
    real: int | None
    in_time: bool | None
    left: int | None = None
    is_paused: bool = False


def kept(entries: Sequence[Entry], *, target: int, calendar: Calendar, now: datetime) -> Kept:
    """Reckon one case from its log alone."""
    told = course(entries)
    if told.answered_at:
        taken = elapsed(told.opened_at, told.answered_at, calendar, told.pauses)
        real = int((told.answered_at - told.opened_at).total_seconds())
        return Kept(told.opened_at, taken, real, taken <= target)
    if told.is_excused:
        return Kept(told.opened_at, None, None, None)
    so_far = elapsed(told.opened_at, now, calendar, told.pauses)
    return Kept(
        told.opened_at, None, None, False if so_far > target else None, target - so_far, told.is_paused
    )
