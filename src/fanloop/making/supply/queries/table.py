"""The supply table: what will be left of each bought part at the end of each week."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.models import Plan, PlanApproval, PlannedOrder, PlanRow
from fanloop.making.supply.queries.seeing import may_see_plans, may_see_prices
from fanloop.making.supply.queries.terms import open_lines
from fanloop.making.supply.rules.projection import Arrivals, Cell, gap, project
from fanloop.things.products.queries import Part


@dataclass(frozen=True)
class Row:
    """One bought part. `supplier` is empty for those who may not see it; lead is in weeks."""

    part: Part
    supplier: str
    lead: int | None
    terms_assumed: bool
    on_hand: Decimal
    on_hand_assumed: bool
    cells: tuple[Cell, ...]
    gap: Cell | None


@dataclass(frozen=True)
class Table:
    """Weeks as Mondays, rows in groups named by the assembly they go into; how many parts run out."""

    plan: Plan
    weeks: list[date]
    groups: list[tuple[str, list[Row]]]

    @property
    def rows(self) -> list[Row]:
        return [row for _, rows in self.groups for row in rows]

    @property
    def short(self) -> list[Row]:
        """Parts that run out, the first to do so first."""
        return sorted((row for row in self.rows if row.gap), key=lambda row: row.gap.week if row.gap else 0)

    @property
    def first_gap(self) -> date | None:
        short = self.short
        return self.weeks[short[0].gap.week] if short and short[0].gap else None


def supply_table(plan: Plan, *, viewer: Viewer) -> Table | None:
    """Parts by weeks for those who may see plans: promised, asked and planned deliveries, gaps below zero.

    Five queries whatever the size of the plan.
    """
    if not may_see_plans(viewer):
        return None
    bought = set(
        PlannedOrder.objects.filter(plan=plan, kind=PlannedOrder.Kind.BUY).values_list("part_id", flat=True)
    )
    held = PlanRow.objects.filter(plan=plan, part__in=bought).select_related(
        "part", "group", "terms__partner"
    )
    arrivals = _arrivals(plan, bought)
    groups: dict[str, list[Row]] = {}
    for row in held.order_by("position"):
        shown = _row(row, arrivals[row.part_id], with_supplier=may_see_prices(viewer))
        groups.setdefault(row.group.name if row.group else "", []).append(shown)
    weeks = [plan.start_week + timedelta(weeks=week) for week in range(plan.weeks)]
    return Table(plan, weeks, list(groups.items()))


def _row(row: PlanRow, arrivals: dict[int, Arrivals], *, with_supplier: bool) -> Row:
    gross = [Decimal(asked) for asked in row.gross]
    cells = project(gross, on_hand=row.on_hand, arrivals=arrivals)
    return Row(
        part=row.part,
        supplier=row.terms.partner.name if row.terms and with_supplier else "",
        lead=row.terms.lead_weeks if row.terms else None,
        terms_assumed=bool(row.terms and row.terms.assumed),
        on_hand=row.on_hand,
        on_hand_assumed=row.on_hand_assumed,
        cells=cells,
        gap=gap(cells),
    )


def _arrivals(plan: Plan, parts: set[int]) -> defaultdict[int, dict[int, Arrivals]]:
    """Part → week → what comes: purchase lines as they stand now, planned orders while nobody has approved."""
    coming: defaultdict[int, dict[int, Arrivals]] = defaultdict(dict)
    is_approved = PlanApproval.objects.filter(plan=plan).exists()
    lines = open_lines(parts, of_plan=plan.id) if is_approved else open_lines(parts, ordered_by=plan.at)
    for line in lines:
        week = (line.day - plan.start_week).days // 7
        had = coming[line.line.part_id].get(week, Arrivals())
        coming[line.line.part_id][week] = (
            replace(had, promised=had.promised + line.quantity)
            if line.answer
            else replace(had, asked=had.asked + line.quantity)
        )
    if not is_approved:
        for order in PlannedOrder.objects.filter(plan=plan, part__in=parts):
            week = (order.week - plan.start_week).days // 7 + order.late
            had = coming[order.part_id].get(week, Arrivals())
            coming[order.part_id][week] = replace(had, planned=had.planned + order.quantity)
    return coming
