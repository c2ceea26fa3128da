"""What a fan takes along of orders."""

from typing import Any

from fanloop.foundation.viewer import Viewer
from fanloop.selling.orders.queries import orders_of
from fanloop.selling.orders.queries.papers import papers_of, tax_numbers_of

__all__ = ["own_orders"]


def own_orders(fan_id: int) -> list[dict[str, Any]]:
    """What a fan takes along: the fan's own orders with their states and payments."""
    sheets = orders_of(Viewer(fan_id=fan_id))
    papers = papers_of([sheet.order.id for sheet in sheets])
    tax_numbers = tax_numbers_of(fan_id)
    return [
        {
            "number": sheet.order.number,
            "ordered": sheet.order.at.isoformat(),
            "items": [f"{line.quantity} {line.variant.sku}" for line in sheet.lines],
            "total": str(sheet.total),
            "papers": [paper.number for paper in papers[sheet.order.id]],
            "tax_number": tax_numbers.get(sheet.order.id, ""),
            "states": {each.state: each.at.isoformat() for each in sheet.states},
            "payments": [f"{each.payment.reference} {each.money} {each.state}" for each in sheet.payments],
        }
        for sheet in sheets
    ]
