"""What beta announces."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class ProgrammeOpened(Fact):
    """There is a programme fans may apply for: `programme` is its ref."""

    programme: str


@dataclass(frozen=True)
class ProgrammeChanged(Fact):
    """Words, dates or rules of a programme are other ones; `fields` names which, such as `title` or `activity`."""

    programme: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class BetaTermsPublished(Fact):
    """Testers have a new version to sign."""

    programme: str
    version: int


@dataclass(frozen=True)
class SeatWanted(Fact):
    """A fan applied for a programme. Who it is, is no webhook's business."""

    programme: str


@dataclass(frozen=True)
class WaveAnnounced(Fact):
    """Seats will be drawn: `commitment` is the SHA-256 of the secret."""

    wave: str
    seats: int
    commitment: str


@dataclass(frozen=True)
class SeatsDrawn(Fact):
    """A wave was drawn: how many applied, and the seats that were given."""

    wave: str
    applied: int
    seats: tuple[str, ...]


@dataclass(frozen=True)
class SeatGiven(Fact):
    """Somebody was given a seat without a draw."""

    seat: str


@dataclass(frozen=True)
class SeatMoved(Fact):
    """A seat is in another ring."""

    seat: str
    before: int
    after: int


@dataclass(frozen=True)
class SeatPaused(Fact):
    """A seat rests, because its fan said so or was quiet after a reminder."""

    seat: str
    is_quiet: bool


@dataclass(frozen=True)
class SeatResumed(Fact):
    """A seat that rested is in use again."""

    seat: str


@dataclass(frozen=True)
class SeatEnded(Fact):
    """A fan left a programme, or was asked to leave for a reason they read."""

    seat: str
    by_maker: bool


@dataclass(frozen=True)
class RemindersSent(Fact):
    """Testers who were quiet were asked whether they are still there."""

    seats: tuple[str, ...]


@dataclass(frozen=True)
class BuildGoesToRing(Fact):
    """A build was offered to a ring; `testers` were told."""

    build: str
    programme: str
    ring: int
    testers: int


@dataclass(frozen=True)
class BuildLeavesRing(Fact):
    """A build was taken back from a ring, for a reason."""

    build: str
    programme: str
    ring: int


@dataclass(frozen=True)
class BuildTried(Fact):
    """A tester said what a feature of a build does."""

    trial: str
    build: str
    outcome: str


@dataclass(frozen=True)
class FindingJudged(Fact):
    """Somebody of the maker said how bad a failing trial is."""

    trial: str
    severity: str
