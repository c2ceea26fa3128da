"""How often somebody may ask, and how often they are asked to ask. In memory: a brake, no bookkeeping."""

import time

MOST_A_SECOND = 5
READERS_A_SECOND = 300
SHORTEST_MS, LONGEST_MS = 2_000, 15_000


class Brake:
    """At most five requests of one fan in a second, by this process."""

    def __init__(self) -> None:
        self._second, self._counts = 0, dict[int, int]()

    def holds(self, fan: int) -> bool:
        """Count one more; whether it is too many."""
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._counts = second, {}
        count = self._counts.get(fan, 0) + 1
        self._counts[fan] = count
        return count > MOST_A_SECOND


class Pace:
    """The interval for those who watch a pool, so that a process is asked a few hundred times a second at most.

    The answer is the same for all, so it gives a span, and each reader chooses a moment in it: that is the jitter.
    """

    def __init__(self) -> None:
        self._asked, self._since, self._rate = 0, time.monotonic(), 0.0
        self._base = float(SHORTEST_MS)

    def count(self) -> None:
        self._asked += 1

    def span(self) -> tuple[int, int]:
        """Milliseconds from and to. Readers are as many as asked in a second times the seconds they were told to wait."""
        now = time.monotonic()
        if (passed := now - self._since) >= 1.0:
            self._rate += (self._asked / passed - self._rate) * 0.5
            self._asked, self._since = 0, now
            wanted = self._rate * self._base * 1.5 / READERS_A_SECOND
            self._base = min(LONGEST_MS, max(SHORTEST_MS, wanted))
        return int(self._base), int(self._base * 2)
