"""What talk does about facts from below, and about its own when a moment may pass."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.listening.community import actions
from fanloop.listening.community.facts import ReplyPosted, TopicStarted, WordsChanged
from fanloop.listening.moderation.facts import ContentHidden, ContentShown
from fanloop.people.fans.facts import FanErased


@bus.reaction(FanErased)
def forget_their_words(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.forget_words(fan_id=parse(fact.fan).id, at=at)


@bus.reaction(ContentHidden)
def take_out_of_search(fact: ContentHidden, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.find_again(about=fact.about, at=at)


@bus.reaction(ContentShown)
def put_back_into_search(fact: ContentShown, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.find_again(about=fact.about, at=at)


@bus.reaction(ContentShown)
def call_people_now(fact: ContentShown, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.tell_called(about=fact.about, at=at)


@bus.reaction(TopicStarted)
def call_people_to_topic(fact: TopicStarted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.tell_called(about=fact.topic, at=at)


@bus.reaction(ReplyPosted)
def call_people_to_reply(fact: ReplyPosted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.tell_called(about=fact.reply, at=at)


@bus.reaction(WordsChanged)
def call_people_to_edit(fact: WordsChanged, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.tell_called(about=fact.about, at=at)
