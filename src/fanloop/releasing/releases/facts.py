"""What releases announces."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class TrainPlanned(Fact):
    """A train has a number and a moment to leave. `why` is the reason of a train out of turn."""

    train: str
    leaves_at: str
    why: str = ""


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

    heavy = ("fans", 500)
    train: str
    changes: tuple[str, ...]
    fans: int


@dataclass(frozen=True)
class BuildLoaded(Fact):
    """A train carries a build from now on."""

    train: str
    build: str


@dataclass(frozen=True)
class TrainJudged(Fact):
    """A person said `go` or `no_go` for what a train carries."""

    train: str
    build: str
    says: str


@dataclass(frozen=True)
class ReleasesImported(Fact):
    """One batch of an imported history is stored: rows that are new here."""

    origin: str
    trains: int
    changes: int
    credits: int


@dataclass(frozen=True)
class TimetableSet(Fact):
    """A line runs by another rhythm, for a reason: refs of its trains that got another hour, and of those taken off."""

    line: str
    why: str
    retimed: tuple[str, ...]
    withdrawn: tuple[str, ...]


@dataclass(frozen=True)
class TrainRetimed(Fact):
    """A train leaves at another hour than it was planned for."""

    train: str
    leaves_at: str
    why: str


@dataclass(frozen=True)
class TrainPassed(Fact):
    """A train came to a station; departures are told by TrainDeparted."""

    train: str
    station: str


@dataclass(frozen=True)
class TrainHeld(Fact):
    """A train is stopped, before or after it left, for a reason everybody may read."""

    train: str
    why: str


@dataclass(frozen=True)
class TrainResumed(Fact):
    """A stopped train goes on."""

    train: str
    why: str


@dataclass(frozen=True)
class TrainWithdrawn(Fact):
    """A train was taken off; `had_left` says that it is called back. `changes` are refs of what was aboard."""

    train: str
    why: str
    had_left: bool
    changes: tuple[str, ...]


@dataclass(frozen=True)
class ChangeWithdrawn(Fact):
    """A change was taken back for good; `train` is the one it was aboard, or empty."""

    change: str
    train: str
    why: str


@dataclass(frozen=True)
class TrainLate(Fact):
    """A train said that it should have passed a station by now."""

    train: str
    station: str
    due: str


@dataclass(frozen=True)
class ReportGiven(Fact):
    """A fan told of a week with a train, for the first time."""

    report: str
    train: str
    fan: str


@dataclass(frozen=True)
class ReportChanged(Fact):
    """A fan told it anew; what it said before is kept."""

    report: str
    train: str


@dataclass(frozen=True)
class ChangeNotFixed(Fact):
    """Most who tried a change say that it did not help: `needs` are refs of what it answered and opened again."""

    change: str
    needs: tuple[str, ...]
    yes: int
    no: int


@dataclass(frozen=True)
class ReportsAsked(Fact):
    """Fans were asked how a train was; `step` is invited or reminded."""

    train: str
    step: str
    fans: int


@dataclass(frozen=True)
class AwardGiven(Fact):
    """The votes of a train were counted: refs of its awards, of several where engineers tie."""

    train: str
    awards: tuple[str, ...]


@dataclass(frozen=True)
class PoolSet(Fact):
    """A founder said what the team shares for a quarter, which begins on a day of ISO 8601."""

    pool: str
    begins: str


@dataclass(frozen=True)
class PoolShared(Fact):
    """The shares of a quarter stand: how many people share the pool."""

    pool: str
    people: int
