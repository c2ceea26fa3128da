"""What builds announce."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class BuildAdded(Fact):
    """A build with all its files is here; nobody is offered it yet."""

    build: str
    line: str
    number: str


@dataclass(frozen=True)
class BuildOffered(Fact):
    """A person has handed a build to everybody."""

    build: str
    line: str
    number: str


@dataclass(frozen=True)
class BuildWithdrawn(Fact):
    """A build is offered no more; `why` is public."""

    build: str
    line: str
    number: str
    why: str


@dataclass(frozen=True)
class BuildPaused(Fact):
    """A build is not handed out for a while; `why` is public."""

    build: str
    line: str
    number: str
    why: str


@dataclass(frozen=True)
class BuildResumed(Fact):
    """A build that rested is handed out again; `why` is public."""

    build: str
    line: str
    number: str
    why: str


@dataclass(frozen=True)
class PaperEnding(Fact):
    """Signed metadata ends within days, or has ended: machines will then refuse to update. Times are ISO 8601."""

    role: str
    version: int
    expires: str
    has_ended: bool
