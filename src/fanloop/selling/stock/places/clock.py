"""PostgreSQL's clock, as this process knows it: all processes on all machines open at the same instant."""

import time
from collections.abc import Callable
from datetime import timedelta

_FORGET_SECONDS = 60.0


class Clock:
    """Seconds of the epoch in the house's time. Before the database was heard, the machine's own clock serves.

    The reading with the shortest way there and back is the best one (Cristian 1989); it is replaced once it is a minute
    old, since crystals drift.
    """

    def __init__(self, ahead: Callable[[], timedelta]) -> None:
        self.ahead = ahead
        self._offset = time.time() - time.monotonic()
        self._best, self._heard = float("inf"), 0.0

    @property
    def is_heard(self) -> bool:
        """Whether the database has said its time at all."""
        return self._heard > 0

    def now(self) -> float:
        return time.monotonic() + self._offset + self.ahead().total_seconds()

    def hear(self, said: float, asked: float, answered: float) -> None:
        """The database said this time to a question asked and answered at these moments of the monotonic clock."""
        way = answered - asked
        if way <= self._best or answered > self._heard + _FORGET_SECONDS:
            self._best, self._heard = way, answered
            self._offset = said - (asked + answered) / 2
