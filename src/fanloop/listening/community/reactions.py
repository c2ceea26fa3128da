"""What talk does about facts from below."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.listening.community import actions
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
