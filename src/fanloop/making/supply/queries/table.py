"""The supply table: what will be left of each bought part at the end of each week."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.models import Plan, PlanApproval, Terms
from fanloop.making.supply.queries import sheets
from fanloop.making.supply.queries.plans import terms_of
from fanloop.making.supply.queries.seeing import may_see_plans, may_see_prices
from fanloop.making.supply.queries.terms import open_lines
from fanloop.making.supply.rules.columns import Lot, PartRow
from fanloop.making.supply.rules.projection import Arrivals, Cell, gap, project
from fanloop.things.products import queries as products
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

    As many queries whatever the size of the plan.
    """
    if not may_see_plans(viewer):
        return None
    lots = sheets.bought(plan.id)
    bought = {lot.part for lot in lots}
    held = sheets.parts(plan.id, of=bought)
    parts = products.parts({row.part for row in held} | {row.group for row in held if row.group})
    terms, yields = terms_of(plan.id), {row.part: row.yields for row in held}
    arrivals = _arrivals(plan, yields, lots)
    groups: dict[str, list[Row]] = {}
    for row in held:
        own = terms.get(row.part)
        shown = _row(row, parts[row.part], own, arrivals[row.part], with_supplier=may_see_prices(viewer))
        groups.setdefault(parts[row.group].name if row.group else "", []).append(shown)
    weeks = [sheets.monday(plan, week) for week in range(plan.weeks)]
    return Table(plan, weeks, list(groups.items()))


def _row(
    row: PartRow, part: Part, terms: Terms | None, arrivals: dict[int, Arrivals], *, with_supplier: bool
) -> Row:
    cells = project(row.gross, on_hand=row.on_hand, arrivals=arrivals)
    return Row(
        part=part,
        supplier=terms.partner.name if terms and with_supplier else "",
        lead=terms.lead_weeks if terms else None,
        terms_assumed=bool(terms and terms.assumed),
        on_hand=row.on_hand,
        on_hand_assumed=row.on_hand_assumed,
        cells=cells,
        gap=gap(cells),
    )


def _arrivals(
    plan: Plan, yields: Mapping[int, Decimal], lots: list[Lot]
) -> defaultdict[int, dict[int, Arrivals]]:
    """Part → week → what comes fit for use: purchase lines as they stand now, lots while nobody has approved."""
    coming: defaultdict[int, dict[int, Arrivals]] = defaultdict(dict)
    is_approved = PlanApproval.objects.filter(plan=plan).exists()
    lines = open_lines(yields, of_plan=plan.id) if is_approved else open_lines(yields, ordered_by=plan.at)
    for line in lines:
        part, week = line.line.part_id, (line.day - plan.start_week).days // 7
        had, good = coming[part].get(week, Arrivals()), line.quantity * yields[part]
        coming[part][week] = (
            replace(had, promised=had.promised + good)
            if line.answer
            else replace(had, asked=had.asked + good)
        )
    if not is_approved:
        for lot in lots:
            had = coming[lot.part].get(lot.week + lot.late, Arrivals())
            good = lot.quantity * yields[lot.part]
            coming[lot.part][lot.week + lot.late] = replace(had, planned=had.planned + good)
    return coming
