"""A fan's own orders."""

from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fanloop.api.answers import Amount, Leaf, Number, PageNumber, leaf, may_answer
from fanloop.api.callers import Token, caller_of
from fanloop.api.problems import not_found
from fanloop.foundation.money import Money
from fanloop.foundation.text.translated import read
from fanloop.selling.orders import queries
from fanloop.selling.orders.queries import Sheet

router = Router(tags=["orders"], auth=Token("orders:read"))
SIZE = 20


class OrderLine(Schema):
    sku: str
    name: str
    quantity: int
    unit_price: Amount


class Due(Schema):
    """A row of the payment plan. `due` is null for: before shipping."""

    kind: str
    amount: Amount
    due: date | None


class OrderState(Schema):
    state: str
    at: datetime


class Order(Schema):
    """One order. `left` is what has not come yet of `total`."""

    ref: str
    number: str
    at: datetime
    state: str = Field(
        description="placed, deposit_paid, paid, allocated, picked, shipped, delivered, returned, refunded, replaced or cancelled."
    )
    market: str
    total: Amount
    tax: Amount
    paid: Amount
    left: Amount
    lines: list[OrderLine]
    plan: list[Due]
    states: list[OrderState]
    mark: str


class OrderPage(Leaf):
    items: list[Order]


@router.get("/orders", response=may_answer(OrderPage, 403), summary="Own orders")
def list_orders(request: HttpRequest, page: PageNumber = 1) -> dict[str, Any]:
    """The fan's own orders, newest first. A token of the maker's people shows their own too, no others."""
    rows = queries.orders_of(caller_of(request).as_fan("orders:read"))
    found = Paginator(rows, SIZE).get_page(page)
    return leaf(request, found, [_order(sheet) for sheet in found])


@router.get("/orders/{number}", response=may_answer(Order, 403, 404), summary="One own order")
def get_order(request: HttpRequest, number: Number) -> Order:
    """An order by its number. Somebody else's is not found."""
    sheet = queries.order(number, viewer=caller_of(request).as_fan("orders:read"))
    if sheet is None:
        raise not_found()
    return _order(sheet)


def _order(sheet: Sheet) -> Order:
    order = sheet.order
    return Order(
        ref=sheet.ref,
        number=order.number,
        at=order.at,
        state=sheet.state,
        market=order.market.code,
        total=Amount.of(sheet.total),
        tax=Amount.of(sheet.tax),
        paid=Amount.of(sheet.paid),
        left=Amount.of(sheet.left),
        lines=[_line(line, order.currency) for line in sheet.lines],
        plan=[
            Due(kind=d.kind, amount=Amount(minor=d.minor, currency=d.currency), due=d.due) for d in sheet.dues
        ],
        states=[OrderState(state=entered.state, at=entered.at) for entered in sheet.states],
        mark="replay" if order.replay else "",
    )


def _line(line: Any, currency: str) -> OrderLine:
    return OrderLine(
        sku=line.variant.sku,
        name=read(line.variant.name),
        quantity=line.quantity,
        unit_price=Amount.of(Money(line.unit_minor, currency)),
    )
