"""Somebody leaves the house: their pictures go with them."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.people.fans.facts import FanErased
from fanloop.selling.challenges.actions import forget_person


@bus.reaction(FanErased)
def forget_pictures(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    forget_person(fan_id=parse(fact.fan).id, at=at)
