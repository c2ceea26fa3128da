"""Money below has moved; the orders it was for may have entered a further state."""

from datetime import datetime

from fanloop.foundation.bus import reaction
from fanloop.foundation.refs import ids_by_kind
from fanloop.selling.orders.actions import enter_paid_states
from fanloop.selling.payments.facts import PaymentReceived
from fanloop.selling.payments.queries import abouts


@reaction(PaymentReceived)
def enter_states(fact: PaymentReceived, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- states are entered once
    """Deposits and balances let orders go on. The state's own uniqueness makes a second call harmless."""
    enter_paid_states(orders=ids_by_kind(abouts(fact.payments)).get("orders.order", set()), at=at)
