"""What chat does about facts from below."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.listening.chat import actions
from fanloop.listening.chat.queries import LINE
from fanloop.listening.moderation.facts import ContentHidden, ContentShown
from fanloop.people.fans.facts import FanErased


@bus.reaction(FanErased)
def forget_their_lines(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.forget_words(fan_id=parse(fact.fan).id, at=at)


@bus.reaction(ContentHidden)
def take_the_line_away(fact: ContentHidden, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    _refresh(fact.about, at)


@bus.reaction(ContentShown)
def bring_the_line_back(fact: ContentShown, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    _refresh(fact.about, at)


def _refresh(about: str, at: datetime) -> None:
    kind, number = parse(about)
    if kind == LINE:
        actions.refresh_line(line_id=number, at=at)
