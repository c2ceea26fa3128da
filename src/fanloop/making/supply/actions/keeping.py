"""What a plan comes to is kept: its columns as a whole, and as rows only what is looked up alone."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from fanloop.making.supply.models import Build, Plan, PlanMessage, PlanSheet, SupplierWeek, Surplus
from fanloop.making.supply.queries.known import Known
from fanloop.making.supply.rules import mrp, pegging
from fanloop.making.supply.rules.columns import Lot, PartRow, PegRow, whole_pegs, written
from fanloop.making.supply.rules.costs import amount

BET = "bet:"


def keep(plan: Plan, known: Known, made: mrp.Plan, builds: Sequence[Build]) -> None:
    """Write the plan's columns, its messages and its sums by supplier and week."""
    lots = [_lot(known, order) for order in made.orders]
    PlanSheet.objects.create(
        plan=plan,
        parts=written(PartRow, _parts(known, made)),
        lots=written(Lot, lots),
        pegs=written(PegRow, _pegs(made, lots, builds)),
    )
    PlanMessage.objects.bulk_create(
        (
            PlanMessage(
                plan=plan,
                part_id=int(one.part),
                code=one.code.value,
                quantity=one.quantity,
                week=_monday(plan, one.week),
                better=None if one.better is None else _monday(plan, one.better),
            )
            for one in made.messages
        ),
        batch_size=5_000,
    )
    SupplierWeek.objects.bulk_create(_sums(plan, known, lots), batch_size=5_000)


def _monday(plan: Plan, week: int) -> date:
    return plan.start_week + timedelta(weeks=week)


def _parts(known: Known, made: mrp.Plan) -> list[PartRow]:
    group = {
        int(child): int(parent)
        for parent in reversed(made.bill.parts)
        for child, _ in made.bill.children[parent]
    }
    rows = []
    for part, weeks in made.records.items():
        part_id = int(part)
        counted, terms = known.on_hand.get(part_id), known.terms.get(part_id)
        rows.append(
            PartRow(
                part=part_id,
                group=group.get(part_id),
                on_hand=counted.quantity if counted else Decimal(0),
                on_hand_assumed=counted is None or counted.assumed,
                terms=terms.id if terms else None,
                yields=known.rule(part_id).yields,
                gross=tuple(week.gross for week in weeks),
                receipts=tuple(week.receipts for week in weeks),
            )
        )
    return rows


def _lot(known: Known, order: mrp.PlannedOrder) -> Lot:
    part_id = int(order.part)
    is_made, own = known.is_made(part_id), known.terms.get(part_id)
    return Lot(
        number=order.number,
        part=part_id,
        partner=own.partner_id if own and not is_made else None,
        is_made=is_made,
        week=order.due,
        release=order.release,
        late=order.late,
        quantity=order.quantity,
        needed=order.needed,
    )


_WHY = {
    pegging.LOT_ROUNDING: Surplus.Why.LOT,
    pegging.SAFETY_STOCK: Surplus.Why.SAFETY,
    pegging.BACKORDER: Surplus.Why.SAFETY,
    pegging.LOSS: Surplus.Why.LOSS,
}
DEMAND = "demand"


def _pegs(made: mrp.Plan, lots: Sequence[Lot], builds: Sequence[Build]) -> list[PegRow]:
    sums: defaultdict[int, defaultdict[tuple[int | None, str], Decimal]] = defaultdict(
        lambda: defaultdict(Decimal)
    )
    for one in pegging.peg(made):
        sums[one.order][_cause(one.cause)] += one.quantity
    return [
        peg
        for lot in lots
        for peg in whole_pegs(
            lot,
            [
                PegRow(lot.number, None if build is None else builds[build].id, why, pieces)
                for (build, why), pieces in sums[lot.number].items()
            ],
        )
    ]


def _cause(cause: pegging.Cause) -> tuple[int | None, str]:
    if cause.kind != pegging.DEMAND:
        return None, _WHY[cause.kind].value
    is_bet = cause.ref.startswith(BET)
    return int(cause.ref.removeprefix(BET)), Surplus.Why.BET.value if is_bet else DEMAND


def _sums(plan: Plan, known: Known, lots: Sequence[Lot]) -> list[SupplierWeek]:
    """By supplier, currency and the week things are really there."""
    rows: dict[tuple[int, str, int], SupplierWeek] = {}
    for lot in lots:
        own = known.terms.get(lot.part)
        if lot.is_made or own is None:
            continue
        there = lot.week + lot.late
        row = rows.setdefault(
            (own.partner_id, own.currency, there),
            SupplierWeek(
                plan=plan,
                partner_id=own.partner_id,
                currency=own.currency,
                week=_monday(plan, there),
                lots=0,
                late=0,
                minor=0,
            ),
        )
        row.lots += 1
        row.late += bool(lot.late)
        row.minor += amount(lot.quantity, own.price_minor)
    return list(rows.values())
