"""What launches announces."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class LaunchPublished(Fact):
    """A teaser is public; it begins at the moment `starts`, as ISO."""

    launch: str
    starts: str


@dataclass(frozen=True)
class LaunchBegun(Fact):
    """A launch begins now; `told` people who had asked for it hear of it."""

    launch: str
    told: int


@dataclass(frozen=True)
class Announced(Fact):
    """The maker said something during a launch."""

    launch: str
    announcement: str


@dataclass(frozen=True)
class LaunchEnded(Fact):
    """A launch is over; its page stays."""

    launch: str


@dataclass(frozen=True)
class ConsentGiven(Fact):
    """Somebody agreed to a family of messages. People are not named: not all of them are fans."""

    consent: str
    family: str


@dataclass(frozen=True)
class ConsentWithdrawn(Fact):
    """Somebody does not want a family of messages any more."""

    consent: str
    family: str


@dataclass(frozen=True)
class MessageSent(Fact):
    """A message has reached everybody it was meant for who had agreed: `sent` people."""

    message: str
    family: str
    sent: int
