"""From a forecast to planned orders: explode, net, size lots, shift by lead time, peg."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.making.demand import queries as demand
from fanloop.making.demand.queries import Forecast
from fanloop.making.supply import queries
from fanloop.making.supply.facts import PlanMade
from fanloop.making.supply.models import Build, OnHand, Peg, Plan, PlannedOrder, PlanRow, Terms
from fanloop.making.supply.rules import mrp, pegging
from fanloop.making.supply.rules import terms as planning
from fanloop.making.supply.rules.builds import Batch, longest_lead, spread
from fanloop.making.supply.rules.explode import Line, Structure, structure
from fanloop.making.supply.rules.lots import LotRule
from fanloop.making.supply.rules.network import TooLargeError
from fanloop.making.supply.rules.refusals import Refused
from fanloop.people.team.queries import Member
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Variant

BUILD_WEEKS = 6
FARTHEST = 104
_BET = "bet:"


@dataclass(frozen=True)
class _Known:
    """Everything the calculation is fed with, keyed by part id."""

    bill: Structure
    terms: Mapping[int, Terms]
    on_hand: Mapping[int, OnHand]
    start: date

    @property
    def part_ids(self) -> list[int]:
        return [int(part) for part in self.bill.parts]

    def is_made(self, part_id: int) -> bool:
        return bool(self.bill.children[str(part_id)])


@transaction.atomic
def make_plan(
    *,
    forecast: Forecast,
    at: datetime,
    quantity: int | None = None,
    by: Member | None = None,
    first_week: date | None = None,
    build_weeks: int = BUILD_WEEKS,
) -> Plan:
    """Plan `quantity` end items (the forecast's median when left out) and all that they ask for.

    Builds begin in `first_week`, by default as soon as the longest lead time allows, and take `build_weeks`
    weeks. Nothing is ordered. Raises Refused where a variant has no bill of materials, the forecast names
    no variants, or the numbers cannot be planned.
    """
    asked = demand.asked_by_variant(forecast.id)
    variants = _variants(asked)
    known = _known(variants, start=at.date() - timedelta(days=at.weekday()))
    longest = longest_lead(known.bill, _rules(known, {}))
    first = (first_week - known.start).days // 7 if first_week else longest
    if first + build_weeks > FARTHEST:
        raise Refused(_("a plan looks at most %(weeks)s weeks ahead") % {"weeks": FARTHEST})
    try:
        wanted = forecast.median if quantity is None else quantity
        batches = spread(wanted, asked=asked, first=first, weeks=build_weeks)
    except ValueError as error:
        raise Refused(str(error)) from None
    weeks = max(first, longest) + build_weeks
    plan = Plan.objects.create(
        forecast=forecast,
        quantity=sum(batch.quantity for batch in batches),
        start_week=known.start,
        weeks=weeks,
        currency=_currency(known),
        replay=forecast.replay,
        by=by,
        at=at,
    )
    _calculate(plan, known, batches, variants)
    return plan


def _variants(asked: Mapping[int, int]) -> dict[int, Variant]:
    if not asked:
        raise Refused(_("this forecast names no variants yet: nothing was ordered"))
    variants = products.variants_by_ids(asked)
    for variant in variants.values():
        if variant.part_id is None:
            raise Refused(
                _("%(sku)s has no part: import its bill of materials and say which part it is")
                % {"sku": variant.sku}
            )
    return variants


def _known(variants: Mapping[int, Variant], *, start: date) -> _Known:
    """One assembly in several variants is read once, or its children would be counted twice."""
    tops = {variant.part_id for variant in variants.values() if variant.part_id}
    lines: dict[int, list[Line]] = {}
    for top in tops:
        below: dict[int, list[Line]] = {}
        for parent, child, quantity in products.bom_below(top):
            below.setdefault(parent, []).append(Line(str(parent), str(child), quantity))
        lines |= below
    every = [line for held in lines.values() for line in held]
    bill = structure(every, also=[str(top) for top in sorted(tops)])
    part_ids = [int(part) for part in bill.parts]
    return _Known(bill, queries.current_terms(part_ids), queries.on_hand(part_ids), start)


def _calculate(plan: Plan, known: _Known, batches: Sequence[Batch], variants: Mapping[int, Variant]) -> None:
    builds = Build.objects.bulk_create(
        Build(
            plan=plan,
            variant=variants[batch.variant],
            week=known.start + timedelta(weeks=batch.week),
            quantity=batch.quantity,
            bet=batch.bet,
        )
        for batch in batches
    )
    receipts = _receipts(plan, known)
    wishes = _wishes(batches, variants)
    try:
        made = mrp.plan(known.bill, wishes, _rules(known, receipts), weeks=plan.weeks)
    except TooLargeError:
        raise Refused(_("these quantities are too large to be planned exactly")) from None
    _write_rows(plan, known, made)
    orders = _write_orders(plan, known, made)
    _write_pegs(made, orders, builds)
    bus.publish(PlanMade(ref(plan), plan.quantity, len(orders)), at=plan.at)


def _wishes(batches: Sequence[Batch], variants: Mapping[int, Variant]) -> list[mrp.Demand]:
    """What is expected comes before the bet of the same week, so that rounding never eats a fan's piece."""
    wishes = []
    for place, batch in enumerate(batches):
        part = str(variants[batch.variant].part_id)
        if batch.quantity > batch.bet:
            wishes.append(mrp.Demand(part, batch.week, batch.quantity - batch.bet, str(place)))
        if batch.bet:
            wishes.append(mrp.Demand(part, batch.week, batch.bet, f"{_BET}{place}"))
    return wishes


def _rules(known: _Known, receipts: Mapping[int, tuple[Decimal, ...]]) -> dict[str, planning.Terms]:
    """The calculation's terms: bought parts by their supplier's, assemblies at once and lot for lot."""
    rules = {}
    for part_id in known.part_ids:
        own = None if known.is_made(part_id) else known.terms.get(part_id)
        counted = known.on_hand.get(part_id)
        rules[str(part_id)] = planning.Terms(
            on_hand=counted.quantity if counted else Decimal(0),
            lead=own.lead_weeks if own else 0,
            lot=LotRule(own.minimum, own.lot) if own else LotRule(Decimal(0), Decimal("0.0001")),
            receipts=receipts.get(part_id, ()),
        )
    return rules


def _receipts(plan: Plan, known: _Known) -> dict[int, tuple[Decimal, ...]]:
    """What earlier purchase orders will bring, by week; what was due before this week counts as coming now,
    unless the shelf was counted after its day.
    """
    coming: defaultdict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * plan.weeks)
    for line in queries.open_lines(known.part_ids, ordered_by=plan.at):
        counted = known.on_hand.get(line.line.part_id)
        week = max(0, (line.day - plan.start_week).days // 7)
        is_in_count = counted is not None and counted.at.date() > line.day
        if week < plan.weeks and not is_in_count:
            coming[line.line.part_id][week] += line.quantity
    return {part_id: tuple(weeks) for part_id, weeks in coming.items()}


def _write_rows(plan: Plan, known: _Known, made: mrp.Plan) -> None:
    group = {
        int(child): int(parent)
        for parent in reversed(made.bill.parts)
        for child, _ in made.bill.children[parent]
    }
    rows = []
    for place, (part, weeks) in enumerate(made.records.items()):
        part_id = int(part)
        counted = known.on_hand.get(part_id)
        rows.append(
            PlanRow(
                plan=plan,
                part_id=part_id,
                group_id=group.get(part_id),
                position=place,
                on_hand=counted.quantity if counted else Decimal(0),
                on_hand_assumed=counted is None or counted.assumed,
                terms=known.terms.get(part_id),
                gross=[str(week.gross) for week in weeks],
                receipts=[str(week.receipts) for week in weeks],
            )
        )
    PlanRow.objects.bulk_create(rows, batch_size=2_000)


def _write_orders(plan: Plan, known: _Known, made: mrp.Plan) -> list[PlannedOrder]:
    rows = []
    for order in made.orders:
        part_id = int(order.part)
        is_made = known.is_made(part_id)
        own = known.terms.get(part_id)
        rows.append(
            PlannedOrder(
                plan=plan,
                part_id=part_id,
                partner=own.partner if own and not is_made else None,
                kind=PlannedOrder.Kind.MAKE if is_made else PlannedOrder.Kind.BUY,
                week=plan.start_week + timedelta(weeks=order.due),
                release_week=plan.start_week + timedelta(weeks=order.release),
                late=order.late,
                quantity=order.quantity,
                needed=order.needed,
            )
        )
    return PlannedOrder.objects.bulk_create(rows, batch_size=2_000)


_WHY = {
    pegging.LOT_ROUNDING: Peg.Why.LOT,
    pegging.SAFETY_STOCK: Peg.Why.SAFETY,
    pegging.BACKORDER: Peg.Why.SAFETY,
    pegging.LOSS: Peg.Why.LOT,
}


def _write_pegs(made: mrp.Plan, orders: Sequence[PlannedOrder], builds: Sequence[Build]) -> None:
    sums: defaultdict[tuple[int, int | None, Peg.Why], Decimal] = defaultdict(Decimal)
    for one in pegging.peg(made):
        build, why = _cause(one.cause)
        sums[one.order, build, why] += one.quantity
    Peg.objects.bulk_create(
        (
            Peg(
                planned_order=orders[order],
                build=None if build is None else builds[build],
                why=why,
                quantity=pieces,
            )
            for (order, build, why), pieces in sums.items()
        ),
        batch_size=5_000,
    )


def _cause(cause: pegging.Cause) -> tuple[int | None, Peg.Why]:
    if cause.kind != pegging.DEMAND:
        return None, _WHY[cause.kind]
    is_bet = cause.ref.startswith(_BET)
    return int(cause.ref.removeprefix(_BET)), Peg.Why.BET if is_bet else Peg.Why.DEMAND


def _currency(known: _Known) -> str:
    """The currency most parts are bought in."""
    used = [terms.currency for terms in known.terms.values()]
    return max(sorted(set(used)), key=used.count) if used else "EUR"
