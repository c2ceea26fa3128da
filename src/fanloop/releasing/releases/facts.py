"""What releases announces."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class TrainPlanned(Fact):
    """A train has a number and a moment to leave."""

    train: str
    leaves_at: str


@dataclass(frozen=True)
class ChangeBoarded(Fact):
    """A change has a place on a train."""

    change: str
    train: str


@dataclass(frozen=True)
class ChangeLeftBehind(Fact):
    """A change gave up its place, for a reason everybody may read."""

    change: str
    train: str
    why: str


@dataclass(frozen=True)
class TrainDeparted(Fact):
    """A train left: refs of its changes, and how many fans stand behind them."""

    train: str
    changes: tuple[str, ...]
    fans: int


@dataclass(frozen=True)
class ReleasesImported(Fact):
    """One batch of an imported history is stored: rows that are new here."""

    origin: str
    trains: int
    changes: int
    credits: int
