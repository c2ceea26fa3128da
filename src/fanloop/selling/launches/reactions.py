from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.people.fans.facts import FanErased
from fanloop.selling.launches.actions.erasing import forget_person


@bus.reaction(FanErased)
def forget_what_they_agreed_to(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    forget_person(fan_id=parse(fact.fan).id, at=at)
