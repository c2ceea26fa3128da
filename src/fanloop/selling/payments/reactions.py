"""What payments does about facts from below."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.people.fans.facts import FanErased
from fanloop.selling.payments import actions
from fanloop.selling.payments.queries import export

__all__ = ["export"]


@bus.reaction(FanErased)
def forget_how_they_pay(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- their key is gone already
    """The key is destroyed before the fact, so whoever has none any more is meant."""
    actions.end_orphaned_mandates(at=at)
