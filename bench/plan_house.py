"""The peer of `bench/plan.py`: the same planning, row by row through an object-relational mapper on PostgreSQL.

What a textbook module does: for each item by level read its rows, walk the weeks, save every planned order and
every requirement it makes for a child. Bare models, one transaction, no validation, no signals, no audit: a real
one is slower. Runs on a throw-away embedded database.
"""

import tempfile
import time
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.mrp_oracle import lot_of
from bench.plan_network import WEEKS, Maker
from fanloop.foundation.postgres import address, supervisor
from fanloop.making.supply.rules.explode import Structure

ZERO = Decimal(0)


def row_by_row(maker: Maker, bill: Structure) -> tuple[float, int, Decimal]:
    """Seconds, planned orders and their sum. Filling the tables is not counted."""
    with (
        tempfile.TemporaryDirectory(prefix="fl-plan-") as folder,
        supervisor.running(Path(folder), durable=False),
    ):
        rooms = _rooms(Path(folder))
        _fill(rooms, maker, bill)
        began = time.perf_counter()
        _plan(rooms, bill, maker)
        took = time.perf_counter() - began
        quantities = list(rooms["Planned"].objects.values_list("quantity", flat=True))
        return took, len(quantities), sum(quantities, ZERO)


def _rooms(folder: Path) -> dict[str, Any]:
    import django
    from django.conf import settings
    from django.db import connection, models

    at = address.database_at(folder)
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", **at}},
        INSTALLED_APPS=[],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()

    def model(name: str, /, **fields: Any) -> Any:
        meta = type("Meta", (), {"app_label": "peer"})
        return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})

    def number() -> Any:
        return models.DecimalField(max_digits=24, decimal_places=4)

    item = model("Item", name=models.CharField(max_length=20), level=models.IntegerField(db_index=True))
    line = model(
        "BomLine",
        parent=models.ForeignKey(item, models.CASCADE, related_name="lines"),
        child=models.ForeignKey(item, models.CASCADE, related_name="+"),
        quantity=number(),
    )
    rows = {
        name: model(
            name,
            item=models.ForeignKey(item, models.CASCADE, related_name=f"{name.lower()}s"),
            week=models.IntegerField(),
            quantity=number(),
        )
        for name in ("Requirement", "Receipt", "Planned")
    }
    found = {"Item": item, "BomLine": line, **rows}
    with connection.schema_editor() as editor:
        for each in found.values():
            editor.create_model(each)
    return found


def _fill(rooms: dict[str, Any], maker: Maker, bill: Structure) -> None:
    item = rooms["Item"]
    names = [(part, level) for level, parts in enumerate(bill.levels) for part in parts]
    items = {
        row.name: row
        for row in item.objects.bulk_create(item(name=part, level=level) for part, level in names)
    }
    line, wish, coming = rooms["BomLine"], rooms["Requirement"], rooms["Receipt"]
    line.objects.bulk_create(
        line(parent=items[part], child=items[child], quantity=per)
        for part, within in bill.children.items()
        for child, per in within
    )
    wish.objects.bulk_create(
        wish(item=items[each.part], week=each.week, quantity=each.quantity) for each in maker.demand
    )
    coming.objects.bulk_create(
        coming(item=items[part], week=week, quantity=quantity)
        for part, own in maker.terms.items()
        for week, quantity in enumerate(own.receipts)
        if quantity
    )


def _plan(rooms: dict[str, Any], bill: Structure, maker: Maker) -> None:
    from django.db import transaction

    with transaction.atomic():
        for level in range(len(bill.levels)):
            for item in rooms["Item"].objects.filter(level=level):
                _plan_item(rooms, item, maker)


def _by_week(rows: Iterable[Any]) -> list[Decimal]:
    weeks = [ZERO] * WEEKS
    for row in rows:
        weeks[row.week] += row.quantity
    return weeks


def _plan_item(rooms: dict[str, Any], item: Any, maker: Maker) -> None:
    own = maker.terms[item.name]
    gross, coming = _by_week(item.requirements.all()), _by_week(item.receipts.all())
    lines = list(item.lines.all())
    stock = own.on_hand
    for week in range(WEEKS):
        stock += coming[week] - gross[week]
        if stock < own.safety:
            ahead = range(week + 1, min(week + own.periods, WEEKS))
            need = own.safety - stock + max(sum((gross[at] - coming[at] for at in ahead), ZERO), ZERO)
            quantity = lot_of(need, own)
            stock += quantity * own.yields
            rooms["Planned"].objects.create(item=item, week=week, quantity=quantity)
            for line in lines:
                rooms["Requirement"].objects.create(
                    item_id=line.child_id, week=max(week - own.lead, 0), quantity=line.quantity * quantity
                )
