"""What follows a promise, a merging and an erasure."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.listening.voices.facts import NeedAccepted
from fanloop.people.fans.facts import FanErased
from fanloop.plugins.repository import actions
from fanloop.plugins.repository.facts import PatchMerged


@bus.reaction(NeedAccepted)
def link_what_waited(fact: NeedAccepted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.link_waiting(need_id=parse(fact.need).id, at=at)


@bus.reaction(PatchMerged)
def tell_the_fan(fact: PatchMerged, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.tell_of_merging(contribution_id=parse(fact.contribution).id, at=at)


@bus.reaction(FanErased)
def forget_their_work(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.forget(fan_id=parse(fact.fan).id, at=at)
