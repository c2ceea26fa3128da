"""From a forecast to planned orders: explode, net, size lots, shift by lead time, peg."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.making.demand import queries as demand
from fanloop.making.demand.queries import Forecast
from fanloop.making.supply import queries
from fanloop.making.supply.actions.keeping import BET, keep
from fanloop.making.supply.facts import PlanMade
from fanloop.making.supply.models import Build, Plan
from fanloop.making.supply.queries.known import Known, known_of, variants_of
from fanloop.making.supply.rules import mrp
from fanloop.making.supply.rules import terms as planning
from fanloop.making.supply.rules.builds import Batch, longest_lead, spread
from fanloop.making.supply.rules.columns import STORED
from fanloop.making.supply.rules.kernel import FrozenError
from fanloop.making.supply.rules.lots import LOT_FOR_LOT, LotRule
from fanloop.making.supply.rules.network import TooLargeError
from fanloop.making.supply.rules.refusals import Refused
from fanloop.people.team.queries import Member
from fanloop.things.products.queries import Variant

BUILD_WEEKS = 6
FARTHEST = 104
_FINEST = LotRule(Decimal(0), STORED)


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
    """Plan `quantity` end items (what the forecast or a person expects when left out) and all that they ask for.

    Builds begin in `first_week`, by default as soon as the longest lead time allows, and take `build_weeks`
    weeks. Nothing is ordered. Raises Refused where a variant has no bill of materials, the forecast names
    no variants, or the numbers cannot be planned.
    """
    asked = demand.asked_by_variant(forecast.id)
    variants = variants_of(asked)
    known = known_of(variants, start=at.date() - timedelta(days=at.weekday()))
    longest = longest_lead(known.bill, _rules(known, {}))
    first = (first_week - known.start).days // 7 if first_week else longest
    if first + build_weeks > FARTHEST:
        raise Refused(_("a plan looks at most %(weeks)s weeks ahead") % {"weeks": FARTHEST})
    try:
        wanted = demand.expected(forecast) if quantity is None else quantity
        batches = spread(wanted, asked=asked, first=first, weeks=build_weeks)
    except ValueError as error:
        raise Refused(str(error)) from None
    weeks = max(first, longest) + build_weeks
    plan = Plan.objects.create(
        forecast=forecast,
        quantity=sum(batch.quantity for batch in batches),
        start_week=known.start,
        weeks=weeks,
        currency=known.currency,
        replay=forecast.replay,
        by=by,
        at=at,
    )
    _calculate(plan, known, batches, variants)
    return plan


def _calculate(plan: Plan, known: Known, batches: Sequence[Batch], variants: Mapping[int, Variant]) -> None:
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
    except FrozenError:
        raise Refused(_("more weeks are frozen than this plan has: nothing could be started in it")) from None
    keep(plan, known, made, builds)
    bus.publish(PlanMade(ref(plan), plan.quantity, len(made.orders)), at=plan.at)


def _wishes(batches: Sequence[Batch], variants: Mapping[int, Variant]) -> list[mrp.Demand]:
    """What is expected comes before the bet of the same week, so that rounding never eats a fan's piece."""
    wishes = []
    for place, batch in enumerate(batches):
        part = str(variants[batch.variant].part_id)
        if batch.quantity > batch.bet:
            wishes.append(mrp.Demand(part, batch.week, batch.quantity - batch.bet, str(place)))
        if batch.bet:
            wishes.append(mrp.Demand(part, batch.week, batch.bet, f"{BET}{place}"))
    return wishes


def _rules(known: Known, receipts: Mapping[int, tuple[Decimal, ...]]) -> dict[str, planning.Terms]:
    """The calculation's terms: bought parts by their supplier's, assemblies at once and as many as are needed."""
    rules = {}
    for part_id in known.part_ids:
        own = None if known.is_made(part_id) else known.terms.get(part_id)
        counted = known.on_hand.get(part_id)
        rule = known.rule(part_id)
        rules[str(part_id)] = planning.Terms(
            on_hand=counted.quantity if counted else Decimal(0),
            safety=rule.safety,
            lead=own.lead_weeks if own else 0,
            lot=LotRule(own.minimum, own.lot) if own else _FINEST if rule.yields == 1 else LOT_FOR_LOT,
            receipts=receipts.get(part_id, ()),
            yields=rule.yields,
            periods=rule.periods,
            fence=rule.frozen,
        )
    return rules


def _receipts(plan: Plan, known: Known) -> dict[int, tuple[Decimal, ...]]:
    """What earlier purchase orders will bring, by week; what was due before this week counts as coming now,
    unless the shelf was counted after its day.
    """
    coming: defaultdict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * plan.weeks)
    for line in queries.open_lines(known.part_ids, ordered_by=plan.at):
        counted = known.on_hand.get(line.line.part_id)
        week = max(0, (line.day - plan.start_week).days // 7)
        is_in_count = counted is not None and counted.at.date() > line.day
        if week < plan.weeks and not is_in_count:
            good = line.quantity * known.rule(line.line.part_id).yields
            coming[line.line.part_id][week] += good.quantize(STORED, ROUND_DOWN)
    return {part_id: tuple(weeks) for part_id, weeks in coming.items()}
