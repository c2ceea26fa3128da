"""Plans as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.models import Build, Plan, PlanApproval, PlannedOrder, PlanRow
from fanloop.making.supply.queries.seeing import may_see_plans, may_see_prices
from fanloop.making.supply.rules.costs import amount


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
    orders = list(
        PlannedOrder.objects.filter(plan=plan_id, kind=PlannedOrder.Kind.BUY).select_related("part")
    )
    rows = PlanRow.objects.filter(plan=plan_id).select_related("terms")
    terms = {row.part_id: row.terms for row in rows if row.terms}
    sums: dict[str, int] = {}
    for order in orders:
        if own := terms.get(order.part_id):
            sums[own.currency] = sums.get(own.currency, 0) + amount(order.quantity, own.price_minor)
    parts = {order.part_id for order in orders}
    return Summary(
        orders=len(orders),
        parts=len(parts),
        late=len({order.part_id for order in orders if order.late}),
        without_supplier=_names(orders),
        cost=[Money(minor, currency) for currency, minor in sorted(sums.items())]
        if may_see_prices(viewer)
        else None,
        assumed_prices=sum(1 for part in parts if part in terms and terms[part].assumed),
    )


def _names(orders: Iterable[PlannedOrder]) -> list[str]:
    return sorted({order.part.name for order in orders if order.partner_id is None})
