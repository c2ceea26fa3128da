"""Money below has moved; the orders it was for may have entered a further state."""

from datetime import datetime

from fanloop.foundation.bus import reaction
from fanloop.foundation.refs import ids_by_kind, parse
from fanloop.people.fans.facts import FanErased
from fanloop.selling.orders.actions import enter_paid_states, forget_person, note_refunded
from fanloop.selling.payments.facts import PaymentReceived, PaymentRefunded
from fanloop.selling.payments.queries import abouts


@reaction(PaymentReceived)
def enter_states(fact: PaymentReceived, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- states are entered once
    """Deposits and balances let orders go on. The state's own uniqueness makes a second call harmless."""
    enter_paid_states(orders=ids_by_kind(abouts(fact.payments)).get("orders.order", set()), at=at)


@reaction(FanErased)
def forget_where_they_live(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    forget_person(fan_id=parse(fact.fan).id, at=at)


@reaction(PaymentRefunded)
def enter_refunded(fact: PaymentRefunded, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- entered once
    note_refunded(orders=ids_by_kind(abouts(fact.payments)).get("orders.order", set()), at=at)
