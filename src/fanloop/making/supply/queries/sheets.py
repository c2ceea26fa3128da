"""The columns of a plan: parts, lots and pegs. A plan's columns are written once, so reading them needs no lock."""

from collections.abc import Collection
from datetime import date, timedelta

from fanloop.making.supply.models import Plan, PlanSheet
from fanloop.making.supply.rules.columns import Lot, PartRow, PegRow, Row, read


def parts(plan_id: int, *, of: Collection[int] | None = None) -> list[PartRow]:
    """The parts of a plan in the order they are shown, all or some."""
    return _read(plan_id, "parts", PartRow, "part", of)


def lots(plan_id: int, *, of: Collection[int] | None = None) -> list[Lot]:
    """Lots by number, of all parts or of some."""
    return _read(plan_id, "lots", Lot, "part", of)


def bought(plan_id: int) -> list[Lot]:
    return [lot for lot in lots(plan_id) if not lot.is_made]


def pegs(plan_id: int, *, of: Collection[int] | None = None) -> list[PegRow]:
    """Pegs of all lots or of those with these numbers."""
    return _read(plan_id, "pegs", PegRow, "lot", of)


def monday(plan: Plan, week: int) -> date:
    """The first day of a week of the plan."""
    return plan.start_week + timedelta(weeks=week)


def _read(plan_id: int, column: str, kind: type[Row], where: str, of: Collection[int] | None) -> list[Row]:
    file = PlanSheet.objects.filter(plan=plan_id).values_list(column, flat=True).first()
    if file is None:
        return []
    return read(kind, bytes(file)) if of is None else read(kind, bytes(file), where=where, among=of)
