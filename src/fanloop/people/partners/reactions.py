from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.people.fans.facts import FanErased
from fanloop.people.partners import actions


@bus.reaction(FanErased)
def forget_the_contact(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.forget_contact(fan_id=parse(fact.fan).id, at=at)
