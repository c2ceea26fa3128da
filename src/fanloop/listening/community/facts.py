"""What talk announces."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class TopicStarted(Fact):
    """Somebody started to talk. `topic` is a reference."""

    topic: str


@dataclass(frozen=True)
class ReplyPosted(Fact):
    """Somebody replied. Both are references."""

    topic: str
    reply: str


@dataclass(frozen=True)
class TopicsImported(Fact):
    """A batch of topics or replies came from another place, `origin` such as "oem"."""

    count: int
    origin: str


@dataclass(frozen=True)
class WordsChanged(Fact):
    """A topic or reply (`about`) was edited, put back to what it was, or taken back by its author."""

    about: str


@dataclass(frozen=True)
class BestAnswerChosen(Fact):
    """The asker or the maker said which reply settled a topic. All are references; `author` may be empty."""

    topic: str
    reply: str
    author: str


@dataclass(frozen=True)
class BestAnswerWithdrawn(Fact):
    """What settled a topic does so no longer."""

    topic: str
    reply: str


@dataclass(frozen=True)
class BallotCast(Fact):
    """Somebody chose in the poll of a topic, or chose anew."""

    topic: str
