"""Why a part is needed in a week: the walk from the part over its assemblies up to the builds and the forecast."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fanloop.foundation.viewer import Viewer
from fanloop.making.supply.models import Build, Plan
from fanloop.making.supply.queries import sheets
from fanloop.making.supply.queries.seeing import may_see_plans
from fanloop.making.supply.queries.table import Row, supply_table
from fanloop.making.supply.queries.terms import OpenLine, open_lines
from fanloop.making.supply.rules.columns import Lot
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
    """One cell of the supply table explained. `order` is the lot that serves it, None where there is none."""

    row: Row
    cell: Cell
    week: date
    uses: list[Use]
    order: Lot | None
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
    order = _serving(plan, part_id, week)
    return Reason(
        row=row,
        cell=row.cells[week],
        week=sheets.monday(plan, week),
        uses=products.where_used(part_id),
        order=order,
        pegs=_pegs_of(plan, order) if order else [],
        open_lines=open_lines([part_id], of_plan=plan.id) if row.supplier else [],
    )


def _pegs_of(plan: Plan, lot: Lot) -> list[Pegged]:
    """What a lot is for: builds by week, then what nobody asked for."""
    rows = sheets.pegs(plan.id, of=[lot.number])
    builds = Build.objects.select_related("variant").in_bulk({row.build for row in rows if row.build})
    found = [
        Pegged(row.quantity, row.why, build.variant, build.week, build.quantity)
        for row in rows
        if row.build
        for build in [builds[row.build]]
    ]
    nobody = [Pegged(row.quantity, row.why) for row in rows if not row.build]
    return [
        *sorted(found, key=lambda peg: (peg.week or plan.start_week, peg.why)),
        *sorted(nobody, key=lambda peg: peg.why),
    ]


def _serving(plan: Plan, part_id: int, week: int) -> Lot | None:
    """The lot due in this week, else the last one before it, else the first one after it."""
    found = sorted(sheets.lots(plan.id, of=[part_id]), key=lambda lot: lot.week)
    before = [lot for lot in found if lot.week <= week]
    return before[-1] if before else next(iter(found), None)
