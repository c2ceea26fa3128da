"""What conversations do about facts: what was said becomes findable, what was hidden or erased goes."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.listening.conversations import actions
from fanloop.listening.conversations.facts import MessageSent
from fanloop.listening.conversations.queries import MESSAGE
from fanloop.listening.moderation.facts import ContentHidden, ContentShown
from fanloop.people.fans.facts import FanErased


@bus.reaction(MessageSent)
def make_it_findable(fact: MessageSent, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.index_conversation(conversation_id=parse(fact.conversation).id, at=at)


@bus.reaction(FanErased)
def forget_their_messages(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.forget_words(fan_id=parse(fact.fan).id, at=at)


@bus.reaction(ContentHidden)
def take_the_message_away(fact: ContentHidden, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    _refresh(fact.about, at)


@bus.reaction(ContentShown)
def bring_the_message_back(fact: ContentShown, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    _refresh(fact.about, at)


def _refresh(about: str, at: datetime) -> None:
    kind, number = parse(about)
    if kind == MESSAGE:
        actions.refresh_message(message_id=number, at=at)
