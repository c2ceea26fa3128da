"""Purchase orders as their supplier sees them, and the supplier's answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from fanloop.api.answers import NO_NUL, WRITES, Amount, Id, Leaf, Number, PageNumber, leaf, may_answer
from fanloop.api.callers import Caller, Token, caller_of
from fanloop.api.problems import not_found
from fanloop.api.writing import Key, once
from fanloop.foundation import clock
from fanloop.making.supply import actions, queries
from fanloop.making.supply.queries import LineView, OrderView, SupplierAnswer

router = Router(tags=["supply"], auth=Token("supply:read"))
SIZE = 20


class Answer(Schema):
    """What a supplier promises for a line; the newest answer holds."""

    quantity: Decimal
    promised: date
    words: str
    at: datetime


class NewAnswer(Schema):
    """So many pieces, by this day; fewer or later with a reason in words."""

    quantity: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$", examples=["250", "12.5"])]
    promised: date
    words: Annotated[str, Field(max_length=2_000, pattern=NO_NUL)] = ""


class PurchaseLine(Schema):
    """So much of a part by a day. `assumed` marks a price that nobody has quoted."""

    ref: str
    id: int
    part: str
    name: str
    quantity: Decimal
    unit: str
    due: date
    unit_price: Amount
    assumed: bool
    answer: Answer | None


class PurchaseOrder(Schema):
    ref: str
    number: str
    partner: str
    at: datetime
    total: Amount
    lines: list[PurchaseLine]


class PurchaseOrderPage(Leaf):
    items: list[PurchaseOrder]


@router.get("/purchase-orders", response=may_answer(PurchaseOrderPage, 403), summary="Purchase orders")
def list_purchase_orders(request: HttpRequest, page: PageNumber = 1) -> dict[str, Any]:
    """A supplier's own orders, newest first; all of them for those of the maker who plan or approve."""
    rows = queries.purchase_orders(viewer=caller_of(request).viewer("supply:read"))
    found = Paginator(rows, SIZE).get_page(page)
    return leaf(request, found, [_order(view) for view in found])


@router.get(
    "/purchase-orders/{number}", response=may_answer(PurchaseOrder, 403, 404), summary="One purchase order"
)
def get_purchase_order(request: HttpRequest, number: Number) -> PurchaseOrder:
    """A purchase order by its number. Somebody else's is not found."""
    view = queries.purchase_order(number, viewer=caller_of(request).viewer("supply:read"))
    if view is None:
        raise not_found()
    return _order(view)


@router.post(
    "/purchase-lines/{line_id}/answer",
    auth=Token("supply:answer"),
    response=may_answer(Answer, 404, *WRITES),
    summary="Answer a line",
)
def answer_line(
    request: HttpRequest, line_id: Id, answer: NewAnswer, idempotency_key: Key = None
) -> Status[Any]:
    """Promise a quantity and a day for a line of an own order. The maker's plan follows the newest answer."""
    return once(request, idempotency_key, answer, lambda: (200, _answer(caller_of(request), line_id, answer)))


def _answer(caller: Caller, line_id: int, new: NewAnswer) -> Answer:
    line = queries.line_for_answer(line_id, viewer=caller.viewer("supply:answer"))
    if line is None:
        raise not_found()
    row = actions.answer_line(
        line=line,
        quantity=Decimal(new.quantity),
        promised=new.promised,
        words=new.words,
        by=caller.fan,
        at=clock.now(),
    )
    return _said(row)


def _said(row: SupplierAnswer) -> Answer:
    return Answer(quantity=row.quantity, promised=row.promised, words=row.words, at=row.at)


def _order(view: OrderView) -> PurchaseOrder:
    order = view.order
    return PurchaseOrder(
        ref=f"supply.purchase_order:{order.id}",
        number=order.number,
        partner=order.partner.name,
        at=order.at,
        total=Amount.of(view.total),
        lines=[_line(line) for line in view.lines],
    )


def _line(view: LineView) -> PurchaseLine:
    line = view.line
    return PurchaseLine(
        ref=f"supply.purchase_line:{line.id}",
        id=line.id,
        part=line.part.number,
        name=line.part.name,
        quantity=line.quantity,
        unit=line.part.unit,
        due=line.due,
        unit_price=Amount.of(view.unit),
        assumed=line.assumed,
        answer=_said(view.answer) if view.answer else None,
    )
