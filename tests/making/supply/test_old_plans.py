"""Plans made before plans were columns are read as they were."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fanloop.foundation.viewer import SYSTEM
from fanloop.making.supply import queries
from fanloop.making.supply.models import SupplierWeek
from fanloop.making.supply.queries import sheets

OLD, NEW = [("supply", "0001_initial")], [("supply", "0002_columns")]


def moved(target):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    state = executor.migrate(target)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return state.apps


@pytest.mark.slow
def test_a_plan_of_rows_becomes_columns_with_its_lots_pegs_and_sums(plan, parts):
    lots, pegs, rows = sheets.lots(plan.id), sheets.pegs(plan.id), sheets.parts(plan.id)
    told = queries.summary(plan.id, viewer=SYSTEM)
    sums = list(
        SupplierWeek.objects.filter(plan=plan).values_list("partner", "week", "lots", "late", "minor")
    )
    apps = moved(OLD)
    write_rows(apps, plan, lots, pegs, rows)

    moved(NEW)

    assert sheets.parts(plan.id) == rows
    assert [(lot.part, lot.week, lot.quantity) for lot in sheets.lots(plan.id)] == [
        (lot.part, lot.week, lot.quantity) for lot in lots
    ]
    assert sheets.pegs(plan.id) == pegs
    assert queries.summary(plan.id, viewer=SYSTEM) == told
    assert sums == list(
        SupplierWeek.objects.filter(plan=plan).values_list("partner", "week", "lots", "late", "minor")
    )


def write_rows(apps, plan, lots, pegs, rows):
    """The plan as the tables of old held it."""
    for place, row in enumerate(rows):
        apps.get_model("supply", "PlanRow").objects.create(
            plan_id=plan.id, part_id=row.part, group_id=row.group, position=place, on_hand=row.on_hand,
            on_hand_assumed=row.on_hand_assumed, terms_id=row.terms, gross=[str(each) for each in row.gross],
            receipts=[str(each) for each in row.receipts],
        )  # fmt: skip
    old = {}
    for lot in lots:
        old[lot.number] = apps.get_model("supply", "PlannedOrder").objects.create(
            plan_id=plan.id, part_id=lot.part, partner_id=lot.partner, kind="make" if lot.is_made else "buy",
            week=plan.start_week + timedelta(weeks=lot.week), late=lot.late, needed=lot.needed,
            release_week=plan.start_week + timedelta(weeks=lot.release), quantity=Decimal(lot.quantity),
        )  # fmt: skip
    for peg in pegs:
        apps.get_model("supply", "Peg").objects.create(
            planned_order=old[peg.lot], build_id=peg.build, why=peg.why, quantity=peg.quantity
        )
