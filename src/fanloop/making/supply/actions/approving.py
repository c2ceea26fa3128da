"""A person says yes: purchase orders go out, and the trail says why every piece is bought."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.making.supply.facts import PurchaseOrdersApproved
from fanloop.making.supply.models import (
    Build,
    Plan,
    PlanApproval,
    PurchaseLine,
    PurchaseOrder,
    Surplus,
    Terms,
)
from fanloop.making.supply.queries import sheets
from fanloop.making.supply.queries.plans import terms_of
from fanloop.making.supply.rules.columns import Lot, PegRow
from fanloop.making.supply.rules.refusals import Refused
from fanloop.people.team.queries import Member
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Part

_NUMBERS_LOCK = 71_002
DEMAND = "demand"
_Pegs = Mapping[int, Sequence[PegRow]]


@transaction.atomic
def approve_plan(*, plan: Plan, by: Member, at: datetime) -> list[PurchaseOrder]:
    """Promise the suppliers to buy: one purchase order per supplier and currency, one line per lot.

    Approving twice, also at the same moment by two people, gives the same orders. A lot that comes too late for
    its week is ordered for the first day it can be there. Raises Refused while a part has no supplier.
    """
    Plan.objects.select_for_update().get(id=plan.id)
    if PlanApproval.objects.filter(plan=plan).exists():
        return list(PurchaseOrder.objects.filter(plan=plan).order_by("number"))
    lots = sheets.bought(plan.id)
    parts = products.parts(lot.part for lot in lots)
    lots.sort(key=lambda lot: (parts[lot.part].number, lot.week))
    terms = terms_of(plan.id)
    _refuse_without_supplier({parts[lot.part].name for lot in lots if lot.part not in terms})
    PlanApproval.objects.create(plan=plan, by=by, at=at)
    orders = _write_orders(plan, by, at, lots, terms)
    lines = _write_lines(plan, orders, lots, terms, parts)
    _write_trail(plan, lines, at=at)
    bus.publish(
        PurchaseOrdersApproved(ref(plan), tuple(ref(order) for order in orders.values()), len(lines)), at=at
    )
    return list(orders.values())


def _refuse_without_supplier(missing: Collection[str]) -> None:
    names = sorted(missing)
    if names:
        shown = ", ".join(names[:3])
        parts = (
            gettext("%(parts)s and %(n)d more") % {"parts": shown, "n": len(names) - 3}
            if len(names) > 3
            else shown
        )
        raise Refused(
            gettext("no supplier is known for %(parts)s: set their terms and plan again") % {"parts": parts}
        )


def _key(terms: Terms) -> tuple[str, int, str]:
    return terms.partner.name, terms.partner_id, terms.currency


def _write_orders(
    plan: Plan, by: Member, at: datetime, lots: Iterable[Lot], terms: Mapping[int, Terms]
) -> dict[tuple[str, int, str], PurchaseOrder]:
    keys = sorted({_key(terms[lot.part]) for lot in lots})
    first = _next_number(at)
    orders = PurchaseOrder.objects.bulk_create(
        PurchaseOrder(
            number=f"PO-{at:%y}-{first + place:04}",
            partner_id=partner,
            plan=plan,
            currency=currency,
            by=by,
            at=at,
        )
        for place, (_, partner, currency) in enumerate(keys)
    )
    return dict(zip(keys, orders, strict=True))


def _next_number(at: datetime) -> int:
    """Numbers without gaps within a year; the lock keeps two approvals from taking the same one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS_LOCK])
    return PurchaseOrder.objects.filter(number__startswith=f"PO-{at:%y}-").count() + 1


def _write_lines(
    plan: Plan,
    orders: Mapping[tuple[str, int, str], PurchaseOrder],
    lots: Sequence[Lot],
    terms: Mapping[int, Terms],
    parts: Mapping[int, Part],
) -> list[tuple[PurchaseLine, Lot]]:
    places: defaultdict[int, int] = defaultdict(int)
    rows = []
    for lot in lots:
        own = terms[lot.part]
        order = orders[_key(own)]
        places[order.id] += 1
        rows.append(
            PurchaseLine(
                order=order,
                part=parts[lot.part],
                position=places[order.id],
                quantity=lot.quantity,
                due=sheets.monday(plan, lot.week + lot.late),
                unit_minor=own.price_minor,
                assumed=own.assumed,
            )
        )
    return list(zip(PurchaseLine.objects.bulk_create(rows, batch_size=2_000), lots, strict=True))


def _write_trail(plan: Plan, lines: Sequence[tuple[PurchaseLine, Lot]], *, at: datetime) -> None:
    pegs: defaultdict[int, list[PegRow]] = defaultdict(list)
    for peg in sheets.pegs(plan.id):
        pegs[peg.lot].append(peg)
    arrows = [*_from_forecast(plan), *_from_surplus(lines, pegs), *_from_builds(lines, pegs)]
    trail.because_all(arrows, at=at)


def _from_forecast(plan: Plan) -> list[trail.Arrow]:
    cause = ref(plan.forecast)
    return [
        trail.Arrow(ref(build), cause, build.quantity - build.bet, "pieces")
        for build in Build.objects.filter(plan=plan)
        if build.quantity > build.bet
    ]


def _from_builds(lines: Sequence[tuple[PurchaseLine, Lot]], pegs: _Pegs) -> list[trail.Arrow]:
    return [
        trail.Arrow(ref(line), f"supply.build:{peg.build}", peg.quantity, line.unit)
        for line, lot in lines
        for peg in pegs[lot.number]
        if peg.why == DEMAND
    ]


def _from_surplus(lines: Sequence[tuple[PurchaseLine, Lot]], pegs: _Pegs) -> list[trail.Arrow]:
    """What nobody asked for is a cause with a name: lot rounding, safety stock, the maker's own bet."""
    rows = []
    for line, lot in lines:
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for peg in pegs[lot.number]:
            if peg.why != DEMAND:
                sums[peg.why] += peg.quantity
        rows += [Surplus(purchase_line=line, why=why, quantity=pieces) for why, pieces in sums.items()]
    return [
        trail.Arrow(ref(row.purchase_line), ref(row), row.quantity, row.purchase_line.unit)
        for row in Surplus.objects.bulk_create(rows, batch_size=2_000)
    ]
