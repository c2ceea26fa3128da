"""Why a part is needed in a week: the walk from the part over its assemblies up to the builds and the forecast."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.models import Peg, Plan, PlannedOrder
from fanloop.making.supply.queries.seeing import may_see_plans
from fanloop.making.supply.queries.table import Row, supply_table
from fanloop.making.supply.queries.terms import OpenLine, open_lines
from fanloop.making.supply.rules.projection import Cell
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Use, Variant


@dataclass(frozen=True)
class Pegged:
    """So many pieces because of a build, or because of the name of nobody."""

    quantity: Decimal
    why: str
    variant: Variant | None = None
    week: date | None = None
    made: int = 0


@dataclass(frozen=True)
class Reason:
    """One cell of the supply table explained. `order` is the planned order that serves it, None before the first."""

    row: Row
    cell: Cell
    week: date
    uses: list[Use]
    order: PlannedOrder | None
    pegs: list[Pegged]
    open_lines: list[OpenLine]

    @property
    def missing(self) -> Decimal:
        return -self.cell.stock if self.cell.is_gap else Decimal(0)


def reason_of(plan: Plan, *, part_id: int, week: int, viewer: Viewer) -> Reason | None:
    """Explain a cell for those who may see plans; None for a cell that the table does not have."""
    table = supply_table(plan, viewer=viewer) if may_see_plans(viewer) else None
    row = next((row for row in table.rows if row.part.id == part_id), None) if table else None
    if row is None or not 0 <= week < len(row.cells):
        return None
    monday = plan.start_week + timedelta(weeks=week)
    order = _serving(plan, part_id, monday)
    return Reason(
        row=row,
        cell=row.cells[week],
        week=monday,
        uses=products.where_used(part_id),
        order=order,
        pegs=pegs_of(order.id) if order else [],
        open_lines=open_lines([part_id], of_plan=plan.id) if row.supplier else [],
    )


def pegs_of(planned_order_id: int) -> list[Pegged]:
    """What a planned order is for: builds by week, then what nobody asked for."""
    rows = Peg.objects.filter(planned_order=planned_order_id).select_related("build__variant")
    return [
        Pegged(peg.quantity, peg.why, peg.build.variant, peg.build.week, peg.build.quantity)
        if peg.build
        else Pegged(peg.quantity, peg.why)
        for peg in rows.order_by("build__week", "why", "id")
    ]


def _serving(plan: Plan, part_id: int, monday: date) -> PlannedOrder | None:
    """The planned order due in this week, else the last one before it, else the first one after it."""
    orders = PlannedOrder.objects.filter(plan=plan, part=part_id)
    before = orders.filter(week__lte=monday).order_by("-week").first()
    return before or orders.order_by("week").first()
