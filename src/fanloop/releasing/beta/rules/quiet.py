"""When a tester who says nothing is asked, and when their seat rests. A seat is never taken for being quiet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

NOTHING, WARN, PAUSE = "nothing", "warn", "pause"


@dataclass(frozen=True)
class Patience:
    """How long a maker waits: days from the first thing left undone to the question, and from there to the rest."""

    warn_days: int = 14
    pause_days: int = 14


@dataclass(frozen=True)
class Standing:
    """One tester: since when something waits to be tried (None: nothing does), the last sign of life, the last warning."""

    waiting_since: datetime | None
    active_at: datetime
    warned_at: datetime | None = None


def next_step(standing: Standing, patience: Patience, *, at: datetime) -> str:
    """`nothing`, `warn` or `pause`.

    Nobody is quiet who has nothing to try. A warning counts only when nothing was heard after it, so a rest never
    comes before a warning of its own, and never less than `pause_days` after it.
    """
    if standing.waiting_since is None:
        return NOTHING
    quiet_since = max(standing.waiting_since, standing.active_at)
    if standing.warned_at is not None and standing.warned_at >= quiet_since:
        rests = standing.warned_at + timedelta(days=patience.pause_days)
        return PAUSE if at >= rests else NOTHING
    return WARN if at >= quiet_since + timedelta(days=patience.warn_days) else NOTHING
