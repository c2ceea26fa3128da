"""Purchase orders: all of them for those who plan or approve, a supplier's own for the supplier."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format

from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.models import PurchaseLine, PurchaseOrder, SupplierAnswer, Surplus
from fanloop.making.supply.queries.seeing import may_see_prices
from fanloop.making.supply.rules.costs import amount
from fanloop.people.fans.queries import register_export


@dataclass(frozen=True)
class LineView:
    """A line with the answer that holds and those before it, newest first; amounts in the order's currency."""

    line: PurchaseLine
    unit: Money
    amount: Money
    answers: list[SupplierAnswer]
    surplus: list[Surplus]

    @property
    def ref(self) -> str:
        return f"supply.purchase_line:{self.line.id}"

    @property
    def asked(self) -> str:
        """The quantity with its unit where that is not a piece."""
        return quantity_words(self.line.quantity, self.line.part.unit)

    @property
    def promised(self) -> str:
        return quantity_words(self.answer.quantity, self.line.part.unit) if self.answer else ""

    @property
    def answer(self) -> SupplierAnswer | None:
        return self.answers[0] if self.answers else None

    @property
    def is_short(self) -> bool:
        return bool(self.answer and self.answer.quantity < self.line.quantity)

    @property
    def is_late(self) -> bool:
        return bool(self.answer and self.answer.promised > self.line.due)

    @property
    def missing(self) -> Decimal:
        return self.line.quantity - self.answer.quantity if self.answer else Decimal(0)


@dataclass(frozen=True)
class OrderView:
    """A purchase order with its lines and what it comes to."""

    order: PurchaseOrder
    lines: list[LineView]

    @property
    def total(self) -> Money:
        return Money(sum(line.amount.minor for line in self.lines), self.order.currency)

    @property
    def answered(self) -> int:
        return sum(1 for line in self.lines if line.answer)

    @property
    def waiting(self) -> int:
        return len(self.lines) - self.answered

    @property
    def at_risk(self) -> int:
        return sum(1 for line in self.lines if line.is_short or line.is_late)

    @property
    def is_assumed(self) -> bool:
        return any(line.line.assumed for line in self.lines)


def quantity_words(quantity: Decimal | int, unit: str = "each") -> str:
    """1,960 or 0.35 m: no trailing zeros, no unit for pieces."""
    whole = quantity == int(quantity)
    said = number_format(int(quantity) if whole else Decimal(quantity).normalize(), force_grouping=True)
    return said if unit == "each" else f"{said} {unit}"


def visible(viewer: Viewer) -> QuerySet[PurchaseOrder]:
    """The purchase orders this viewer may read at all."""
    rows = PurchaseOrder.objects.select_related("partner", "by", "plan")
    if may_see_prices(viewer):
        return rows
    return rows.filter(partner=viewer.partner_id) if viewer.partner_id else rows.none()


def purchase_orders(
    *, viewer: Viewer, plan_id: int | None = None, partner_id: int | None = None, limit: int = 100
) -> list[OrderView]:
    """Newest first, five queries; all, or those of one plan or one partner."""
    rows = visible(viewer).filter(plan=plan_id) if plan_id else visible(viewer)
    rows = rows.filter(partner=partner_id) if partner_id else rows
    return _with_lines(rows[:limit], viewer)


def purchase_order(number: str, *, viewer: Viewer) -> OrderView | None:
    """One order, or None when there is none or the viewer may not see it: a stranger cannot tell which."""
    return next(iter(_with_lines(visible(viewer).filter(number=number), viewer)), None)


def order_by_id(order_id: int, *, viewer: Viewer) -> OrderView | None:
    return next(iter(_with_lines(visible(viewer).filter(id=order_id), viewer)), None)


def order_of_line(line_id: int, *, viewer: Viewer) -> PurchaseOrder | None:
    """The order a line stands in, for those who may read it."""
    return visible(viewer).filter(id__in=PurchaseLine.objects.filter(id=line_id).values("order")).first()


def line_for_answer(line_id: int, *, viewer: Viewer) -> PurchaseLine | None:
    """A line of the viewer's own firm."""
    if not viewer.partner_id:
        return None
    rows = PurchaseLine.objects.select_related("order", "part")
    return rows.filter(id=line_id, order__partner=viewer.partner_id).first()


def _with_lines(orders: Iterable[PurchaseOrder], viewer: Viewer) -> list[OrderView]:
    held = list(orders)
    rows = list(
        PurchaseLine.objects.filter(order__in=held).select_related("part").order_by("order_id", "position")
    )
    answers: dict[int, list[SupplierAnswer]] = {}
    for answer in SupplierAnswer.objects.filter(line__in=rows).select_related("by"):
        answers.setdefault(answer.line_id, []).append(answer)
    surplus: dict[int, list[Surplus]] = {}
    if not viewer.partner_id:
        for one in Surplus.objects.filter(purchase_line__in=rows).order_by("why"):
            surplus.setdefault(one.purchase_line_id, []).append(one)
    currency = {order.id: order.currency for order in held}
    lines: dict[int, list[LineView]] = {}
    for row in rows:
        unit = Money(row.unit_minor, currency[row.order_id])
        total = Money(amount(row.quantity, row.unit_minor), unit.currency)
        view = LineView(row, unit, total, answers.get(row.id, []), surplus.get(row.id, []))
        lines.setdefault(row.order_id, []).append(view)
    return [OrderView(order, lines.get(order.id, [])) for order in held]


def _export(fan_id: int) -> list[dict[str, Any]]:
    """What this person promised for a supplier."""
    rows = SupplierAnswer.objects.filter(by=fan_id).select_related("line__order", "line__part")
    return [
        {
            "order": row.line.order.number,
            "part": row.line.part.name,
            "quantity": f"{row.quantity.normalize():f}",
            "promised": row.promised.isoformat(),
            "words": row.words,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]


register_export("supply", _export)
