"""Every fact of the house is offered to the endpoints."""

from dataclasses import asdict
from datetime import datetime

from fanloop.foundation import bus
from fanloop.people.webhooks import actions, queries


@bus.tap(wants=queries.anybody_wants)
def tell_the_endpoints(fact: bus.Fact, *, fact_id: int, at: datetime) -> None:
    actions.hand_out(name=fact.name, data=asdict(fact), fact_id=fact_id, at=at)
