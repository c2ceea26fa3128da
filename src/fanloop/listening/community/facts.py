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
