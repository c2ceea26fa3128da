"""Money below has moved; the orders it was for may have entered a further state."""

from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext_noop

from fanloop.foundation.bus import reaction
from fanloop.foundation.refs import ids_by_kind, parse
from fanloop.people.fans.facts import FanErased
from fanloop.people.fans.queries import register_export
from fanloop.selling.orders.actions import Refused, cancel, enter_paid_states, forget_person, note_refunded
from fanloop.selling.orders.actions.cutting import cut_prices
from fanloop.selling.orders.actions.holding import look_at_cards
from fanloop.selling.orders.actions.keeping import cancel_lapsed
from fanloop.selling.orders.actions.papers import (
    credit_cancelled,
    credit_returned,
    credit_service,
    invoice,
    invoice_service,
)
from fanloop.selling.orders.actions.services import end_for_period, forget_services
from fanloop.selling.orders.actions.shelf_line import forget_person as leave_every_line
from fanloop.selling.orders.facts import OrderCancelled, OrderReturned, OrderShipped
from fanloop.selling.orders.queries import by_id as order_by_id
from fanloop.selling.orders.queries import papers, present_states
from fanloop.selling.orders.queries.debtors import debtors
from fanloop.selling.orders.queries.exports import own_orders
from fanloop.selling.orders.queries.paid import gaps
from fanloop.selling.orders.queries.revenue import gaps as revenue_gaps
from fanloop.selling.payments.facts import PaymentGivenUp, PaymentReceived, PaymentRefunded
from fanloop.selling.payments.ports import add_check, fill_debtors
from fanloop.selling.payments.queries import abouts
from fanloop.selling.stock.facts import ClaimsReleased


@reaction(PaymentReceived)
def enter_states(fact: PaymentReceived, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- states are entered once
    """Deposits and balances let orders go on. The state's own uniqueness makes a second call harmless.

    Now it is known which card paid, and whether somebody else paid with it too.
    """
    paid = ids_by_kind(abouts(fact.payments)).get("orders.order", set())
    enter_paid_states(orders=paid, at=at)
    look_at_cards(orders=paid, at=at)


@reaction(ClaimsReleased)
def end_orders_nobody_paid(fact: ClaimsReleased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- cancelled once
    cancel_lapsed(pool=parse(fact.pool).id, at=at)


@reaction(OrderShipped)
def write_invoice(fact: OrderShipped, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- one invoice an order
    """The box has left, so the invoice is due; while nobody is named as the issuer, none is written."""
    order = order_by_id(parse(fact.order).id)
    if (
        not order.replay
        and papers.is_billable(present_states([order.id])[order.id])
        and papers.issuer() is not None
    ):
        invoice(order=order, by=None, at=at)


@reaction(OrderReturned)
def write_credit_note(fact: OrderReturned, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- one note a unit
    credit_returned(order=order_by_id(parse(fact.order).id), at=at)


@reaction(OrderCancelled)
def take_the_invoice_back(fact: OrderCancelled, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- one note an order
    credit_cancelled(order=order_by_id(parse(fact.order).id), at=at)


@reaction(FanErased)
def forget_where_they_live(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    forget_person(fan_id=parse(fact.fan).id, at=at)
    forget_services(fan_id=parse(fact.fan).id, at=at)
    leave_every_line(fan_id=parse(fact.fan).id, at=at)


@reaction(PaymentRefunded)
def enter_refunded(fact: PaymentRefunded, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- entered once
    orders = ids_by_kind(abouts(fact.payments)).get("orders.order", set())
    note_refunded(orders=orders, at=at)
    cut_prices(orders=orders, at=at)


@reaction(PaymentReceived)
def write_service_invoice(fact: PaymentReceived, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- one invoice a period
    """A stretch of a service is paid ahead, so its invoice is due."""
    for id_ in sorted(ids_by_kind(abouts(fact.payments)).get("orders.period", set())):
        invoice_service(about=f"orders.period:{id_}", at=at)


@reaction(PaymentRefunded)
def write_service_credit(fact: PaymentRefunded, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- one note a sum
    for kind, ids in ids_by_kind(abouts(fact.payments)).items():
        for id_ in sorted(ids) if kind in {"orders.period", "orders.quote"} else ():
            credit_service(about=f"{kind}:{id_}", at=at)


@reaction(PaymentGivenUp)
def give_the_place_on(fact: PaymentGivenUp, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- cancelled once
    """By the published rule the place is free after seven days of tries, and the deposit goes back."""
    for id_ in ids_by_kind({fact.about}).get("orders.order", set()):
        with suppress(Refused):
            cancel(order=order_by_id(id_), by=None, at=at, why=gettext_noop("the balance could not be taken"))
    for id_ in ids_by_kind({fact.about}).get("orders.period", set()):
        end_for_period(period=id_, at=at)


fill_debtors(debtors)
add_check("orders", gaps)
add_check("revenue", revenue_gaps)
register_export("orders", own_orders)
