"""The public figures: a share with its interval, and the middle of a set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from fanloop.listening.answers.rules.log import Kept

FEW = 20
_Z = 1.959964  # 95 of 100


def wilson(good: int, of: int) -> tuple[float, float]:
    """The interval that holds the true share 95 times out of 100 (Wilson 1927, the score interval); (0, 1) of nothing."""
    if of <= 0:
        return 0.0, 1.0
    share, square = good / of, _Z * _Z
    middle = share + square / (2 * of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - half) / (1 + square / of)), min(1.0, (middle + half) / (1 + square / of))


def median(values: Iterable[int]) -> int | None:
    """The middle value, of an even number the lower of the two: a value that was there. None of nothing."""
    row = sorted(values)
    return row[(len(row) - 1) // 2] if row else None


@dataclass(frozen=True)
class Figures:
    """What is shown of a day or a week. Medians are whole seconds; `waiting` may still be answered in time."""

    counted: int
    in_time: int
    answered: int
    waiting: int
    half: int | None
    half_real: int | None

    @property
    def share(self) -> float | None:
        return self.in_time / self.counted if self.counted else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.in_time, self.counted)

    @property
    def is_few(self) -> bool:
        """Too few for a share to mean much; pages say so."""
        return self.counted < FEW


def figures(rows: Sequence[Kept], excused: int = 0) -> Figures:
    """Add up cases. One that needed no answer and one that may still be in time count neither for nor against."""
    counted = [row for row in rows if row.in_time is not None]
    answered = [row for row in rows if row.taken is not None]
    return Figures(
        counted=len(counted), in_time=sum(row.in_time is True for row in counted), answered=len(answered),
        waiting=len(rows) - len(counted) - excused,
        half=median(row.taken for row in answered if row.taken is not None),
        half_real=median(row.real for row in answered if row.real is not None),
    )  # fmt: skip
