"""A robot of three levels and a hundred parts, fourteen thousand times."""

import time
from datetime import timedelta
from decimal import Decimal

from fanloop.foundation.viewer import SYSTEM
from fanloop.making.demand.models import Forecast, ForecastLine
from fanloop.making.supply import actions, queries
from fanloop.making.supply.queries import sheets
from fanloop.things.products import actions as products
from fanloop.things.products import queries as product_queries
from fanloop.things.products.actions import NewBomLine, NewPart
from tests.making.conftest import AT

UNITS = 14_081


def robot():
    """Robot = 4 legs + 34 parts; leg = 3 modules + 21 parts; module = 30 parts."""
    lines = [NewBomLine("robot", "leg", Decimal(4)), NewBomLine("leg", "module", Decimal(3))]
    for parent, count in (("robot", 34), ("leg", 21), ("module", 30)):
        lines += [NewBomLine(parent, f"{parent} screw {n}", Decimal(1 + n % 16)) for n in range(count)]
    names = dict.fromkeys(name for line in lines for name in (line.parent, line.child))
    products.import_bom(parts=[NewPart(name, name) for name in names], lines=lines, at=AT)
    line = products.add_line(slug="robot", name="Robot", at=AT)
    top = product_queries.part_by_number("robot")
    return products.add_variant(line=line, sku="robot-12", name="Robot", part=top, at=AT)


def test_fourteen_thousand_robots_are_planned_and_ordered_in_seconds(db, market, boss):
    variant = robot()
    row = Forecast.objects.create(
        about="orders.book:1", made_at=AT, opened=AT.date(), horizon=AT.date(), observed=UNITS, low80=13_000,
        low50=13_500, median=UNITS, high50=14_500, high80=15_000, method="told", replay=True,
    )  # fmt: skip
    ForecastLine.objects.create(
        forecast=row,
        variant=variant,
        market=market,
        observed=UNITS,
        low80=13_000,
        median=UNITS,
        high80=15_000,
    )
    below = {child for _, child, _ in product_queries.bom_below(variant.part_id)}
    firms = actions.assume_suppliers(count=8, at=AT)
    parts = list(product_queries.parts(below).values())
    actions.assume_terms(parts=parts, partners=firms, seed=17, currency="EUR", at=AT)

    began = time.perf_counter()
    plan = actions.make_plan(forecast=row, at=AT)
    planned = time.perf_counter() - began
    actions.approve_plan(plan=plan, by=boss, at=AT + timedelta(hours=1))
    table = queries.supply_table(plan, viewer=SYSTEM)
    took = time.perf_counter() - began

    module = product_queries.part_by_number("module")
    assert sum(lot.quantity for lot in sheets.lots(plan.id, of=[module.id])) == UNITS * 12
    assert len(table.rows) == 85
    assert table.short == []
    assert all(row.terms_assumed for row in table.rows)
    assert planned < 5, f"planning took {planned:.1f} s"
    assert took < 10, f"planning, ordering and the table took {took:.1f} s"
