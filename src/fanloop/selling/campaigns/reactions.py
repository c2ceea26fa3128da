"""Money has come, pieces came back, somebody left: what drops do about it."""

from datetime import datetime

from fanloop.foundation import live
from fanloop.foundation.bus import reaction
from fanloop.foundation.refs import ids_by_kind, parse
from fanloop.people.fans.facts import FanErased
from fanloop.selling.campaigns.actions import ambassadors, codes, line
from fanloop.selling.campaigns.actions.claiming import cancel_lapsed, confirm_paid
from fanloop.selling.campaigns.actions.crowding import tell_neighbours
from fanloop.selling.campaigns.actions.drops import forget_person
from fanloop.selling.campaigns.actions.opening import forget_bells
from fanloop.selling.campaigns.actions.serving import serve_line
from fanloop.selling.campaigns.actions.word_of_mouth import thank
from fanloop.selling.campaigns.facts import (
    CampaignClosed,
    CampaignDecided,
    CampaignOpened,
    DropOpened,
    PromiseMoved,
)
from fanloop.selling.campaigns.queries import campaign_of_book, door_limit, ref_of
from fanloop.selling.campaigns.queries.drops import drop_by_id
from fanloop.selling.campaigns.queries.eligible import Rules
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.facts import OrderCancelled, OrderShipped, OrdersPlaced
from fanloop.selling.orders.ports import fill_door_limit, fill_eligibility
from fanloop.selling.payments.facts import PaymentReceived
from fanloop.selling.payments.queries import abouts
from fanloop.selling.stock import ports
from fanloop.selling.stock.facts import ClaimsReleased

ports.fill_line(serve_line)
fill_eligibility(Rules())
fill_door_limit(door_limit)

EVERY_SECONDS = 5
"""However many order in a minute, an open page hears of them no more often than this."""


@reaction(OrdersPlaced)
def show_what_came(fact: OrdersPlaced, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- said twice, a page looks twice
    _show(fact.book)


@reaction(OrderCancelled)
def show_what_went(fact: OrderCancelled, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- as above
    _show(fact.book)


def _show(book_ref: str) -> None:
    """Tell the campaign's open pages to look again."""
    book = orders.book(parse(book_ref).id)
    if row := campaign_of_book(book) if book else None:
        live.announce(ref_of(row), every=EVERY_SECONDS)


@reaction(CampaignOpened)
@reaction(CampaignDecided)
@reaction(CampaignClosed)
@reaction(PromiseMoved)
def show_the_turn(
    fact: CampaignOpened | CampaignDecided | CampaignClosed | PromiseMoved,
    *,
    fact_id: int,  # noqa: ARG001 -- as above
    at: datetime,  # noqa: ARG001 -- as above
) -> None:
    live.announce(fact.campaign)


@reaction(PaymentReceived)
def own_what_is_paid(fact: PaymentReceived, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- confirmed once
    confirm_paid(order_ids=ids_by_kind(abouts(fact.payments)).get("orders.order", set()), at=at)


@reaction(DropOpened)
def say_that_two_meet(fact: DropOpened, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- told once
    if found := drop_by_id(parse(fact.drop).id):
        tell_neighbours(drop=found, at=at)


@reaction(ClaimsReleased)
def end_orders_nobody_paid(fact: ClaimsReleased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- cancelled once
    cancel_lapsed(pool=parse(fact.pool).id, at=at)


@reaction(OrderShipped)
def thank_who_brought_it(fact: OrderShipped, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- thanked once
    thank(order_ids={parse(fact.order).id}, at=at)


@reaction(FanErased)
def forget_whose_entry(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    forget_person(fan_id=parse(fact.fan).id, at=at)


@reaction(FanErased)
def leave_lines_and_codes(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    line.forget_person(fan_id=parse(fact.fan).id, at=at)
    codes.forget_person(fan_id=parse(fact.fan).id, at=at)
    forget_bells(fan_ids=[parse(fact.fan).id])


@reaction(FanErased)
def end_speaking_for_us(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    ambassadors.forget_person(fan_id=parse(fact.fan).id, at=at)
