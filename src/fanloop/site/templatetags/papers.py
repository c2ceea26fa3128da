"""`{% load papers %}`: the invoices of an order, for its page."""

from typing import Any

from django import template

from fanloop.people.team.queries import base_currency
from fanloop.selling.orders.queries import Sheet
from fanloop.selling.orders.queries import papers as queries

register = template.Library()


@register.inclusion_tag("site/orders/papers.html", takes_context=True)
def papers_of(context: template.Context, sheet: Sheet, face: str = "site") -> dict[str, Any]:
    """What was issued for an order; `face` says whose page the links lead to."""
    rows = queries.papers_of([sheet.order.id])[sheet.order.id]
    waits = not rows and queries.waits_for_box(sheet.order)
    return {
        "sheet": sheet, "papers": rows, "face": face, "tax_id": queries.tax_id(sheet.order), "worth": queries.worth_then(sheet.order) if face == "desk" else None,
        "untaxed": queries.why_untaxed(sheet.order), "lacks_rate": face == "desk" and queries.lacks_rate(sheet.order, base_currency()), "csrf_token": context.get("csrf_token"),
        "waits": waits, "may_ask": not rows and not waits and queries.is_billable(sheet.state) and queries.issuer() is not None, "open": not rows,
    }  # fmt: skip
