"""What conversations announce: references alone, never who said what to whom in words."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class ConversationStarted(Fact):
    """Somebody started a private conversation. A reference; its words are for those who take part."""

    conversation: str


@dataclass(frozen=True)
class MessageSent(Fact):
    """Somebody said something in a private conversation. Both are references."""

    conversation: str
    message: str


@dataclass(frozen=True)
class ConversationLeft(Fact):
    """Somebody left a conversation and hears no more of it."""

    conversation: str
    fan: str
