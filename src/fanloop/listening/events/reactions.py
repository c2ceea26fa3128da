"""What events do about facts from below."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.listening.events import actions
from fanloop.people.fans.facts import FanErased


@bus.reaction(FanErased)
def give_their_seats_back(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.forget(fan_id=parse(fact.fan).id, at=at)
