"""What many Tuesday reports say together: shares with their uncertainty, and when "not fixed" is certain enough to act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from fanloop.listening.answers.rules.figures import wilson
from fanloop.releasing.releases.rules.train import tuesday_after

Box = Literal["used", "liked", "disliked", "want"]
BOXES: tuple[Box, ...] = get_args(Box)
Says = Literal["yes", "no", "not_tried"]
SAYS: tuple[Says, ...] = get_args(Says)
INVITED, REMINDED, SETTLED = STEPS = ("invited", "reminded", "settled")
MIN = 5
"""Fewer who say yes or no decide nothing: they are read, not counted."""


@dataclass(frozen=True)
class Share:
    """`good` of `of`, and between which shares the truth lies 95 times of 100."""

    good: int
    of: int

    @property
    def value(self) -> float | None:
        return self.good / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.good, self.of)


@dataclass(frozen=True)
class Verdicts:
    """How many say that a change helped, that it did not, and that they have not tried it."""

    yes: int = 0
    no: int = 0
    not_tried: int = 0

    @property
    def decided(self) -> int:
        return self.yes + self.no

    @property
    def share(self) -> Share:
        """Of those who tried it, how many it helped."""
        return Share(self.yes, self.decided)


def is_not_fixed(found: Verdicts, *, is_over: bool, least: int = MIN) -> bool:
    """Whether most who tried a change say that it did not help.

    When the week `is_over` a plain majority of at least `least` decides. Before, reports still come in, and the first
    unlucky five must not undo a good change: then the whole interval has to lie on the side of "no".
    """
    if found.decided < least:
        return False
    if is_over:
        return found.no * 2 > found.decided
    return wilson(found.no, found.decided)[0] > 1 / 2


def is_confirmed(found: Verdicts, *, least: int = MIN) -> bool:
    """Whether most who tried a change say that it helped, and enough of them."""
    return found.decided >= least and found.yes * 2 > found.decided


def confirmed_at(verdicts: Iterable[tuple[datetime, Says]], *, least: int = MIN) -> datetime | None:
    """The first moment at which a change was confirmed. `verdicts` come in any order; not tried says nothing."""
    yes = no = 0
    for moment, says in sorted(verdicts):
        yes, no = yes + (says == "yes"), no + (says == "no")
        if is_confirmed(Verdicts(yes, no), least=least):
            return moment
    return None


def asked_on(left_at: datetime, zone: ZoneInfo) -> date:
    """The Tuesday on which fans tell how the train was."""
    return tuesday_after(left_at, zone)


def invites_at(left_at: datetime, zone: ZoneInfo) -> datetime:
    """When fans are asked to tell: at ten of the morning after the departure, when the update has had its first evening."""
    return _on(left_at.astimezone(zone).date() + timedelta(days=1), time(10), zone)


def reminds_at(left_at: datetime, zone: ZoneInfo) -> datetime:
    """When those who have not told yet are asked once more: on Tuesday at eight."""
    return _on(asked_on(left_at, zone), time(8), zone)


def _on(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def is_over(left_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the Tuesday after a departure is over where the maker is."""
    return now.astimezone(zone).date() >= asked_on(left_at, zone) + timedelta(days=1)
