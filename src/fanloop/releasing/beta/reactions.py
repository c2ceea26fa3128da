"""What beta does about facts from below."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.people.fans.facts import FanErased
from fanloop.releasing.beta import actions


@bus.reaction(FanErased)
def forget_the_tester(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.forget(fan_id=parse(fact.fan).id, at=at)
