"""Plans as a whole."""

from dataclasses import dataclass
from datetime import date

from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.models import Build, Plan, PlanApproval, Terms
from fanloop.making.supply.queries import sheets
from fanloop.making.supply.queries.seeing import may_see_plans, may_see_prices
from fanloop.making.supply.rules.costs import amount
from fanloop.things.products import queries as products


@dataclass(frozen=True)
class Summary:
    """What a plan comes to. `cost` is None for those who may not see prices; assumed prices are counted."""

    orders: int
    parts: int
    late: int
    without_supplier: list[str]
    cost: list[Money] | None
    assumed_prices: int


def plan(plan_id: int, *, viewer: Viewer) -> Plan | None:
    if not may_see_plans(viewer):
        return None
    return Plan.objects.select_related("forecast", "by").filter(id=plan_id).first()


def plans(*, viewer: Viewer, limit: int = 20) -> list[Plan]:
    """Newest first."""
    if not may_see_plans(viewer):
        return []
    return list(Plan.objects.select_related("forecast", "by")[:limit])


def latest_plan(*, viewer: Viewer) -> Plan | None:
    return next(iter(plans(viewer=viewer, limit=1)), None)


def approval(plan_id: int) -> PlanApproval | None:
    return PlanApproval.objects.select_related("by").filter(plan=plan_id).first()


def builds(plan_id: int) -> list[Build]:
    """End items by week and variant."""
    return list(
        Build.objects.filter(plan=plan_id)
        .select_related("variant")
        .order_by("week", "variant__position", "variant_id")
    )


def build_weeks(plan_id: int) -> list[date]:
    return sorted(set(Build.objects.filter(plan=plan_id).values_list("week", flat=True)))


def summary(plan_id: int, *, viewer: Viewer) -> Summary:
    """Count and price the planned purchases of a plan."""
    orders = sheets.bought(plan_id)
    terms = terms_of(plan_id)
    sums: dict[str, int] = {}
    for order in orders:
        if own := terms.get(order.part):
            sums[own.currency] = sums.get(own.currency, 0) + amount(order.quantity, own.price_minor)
    parts = {order.part for order in orders}
    return Summary(
        orders=len(orders),
        parts=len(parts),
        late=len({order.part for order in orders if order.late}),
        without_supplier=sorted(
            part.name
            for part in products.parts(order.part for order in orders if order.partner is None).values()
        ),
        cost=[Money(minor, currency) for currency, minor in sorted(sums.items())]
        if may_see_prices(viewer)
        else None,
        assumed_prices=sum(1 for part in parts if part in terms and terms[part].assumed),
    )


def terms_of(plan_id: int) -> dict[int, Terms]:
    """Part id → the terms that stood when the plan was made."""
    held = {row.part: row.terms for row in sheets.parts(plan_id) if row.terms is not None}
    rows = Terms.objects.select_related("partner").in_bulk(set(held.values()))
    return {part: rows[terms] for part, terms in held.items()}
