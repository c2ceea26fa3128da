"""How a part is planned changes what is asked of it, and why is said."""

from datetime import timedelta
from decimal import Decimal

import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.making.supply import actions, queries
from fanloop.making.supply.actions import NewRule
from fanloop.making.supply.models import PartRule, PlanMessage, Surplus
from fanloop.making.supply.queries import sheets
from fanloop.things.products import queries as products
from tests.making.conftest import AT

LATER = AT + timedelta(days=11)


def asked(plan):
    return {(lot.part, lot.week): lot.quantity for lot in sheets.bought(plan.id)}


def rule(part, **said):
    return actions.set_part_rule(part=part, rule=NewRule(**said), by=None, at=AT)


def test_what_will_not_pass_is_ordered_too_and_named_in_the_trail(forecast, terms, parts, boss):
    rule(parts.foot, yields=Decimal("0.8"), safety=Decimal(4))
    plan = actions.make_plan(forecast=forecast, quantity=32, at=LATER)
    lots = sheets.lots(plan.id, of=[parts.foot.id])

    assert sum(lot.quantity for lot in lots) * Decimal("0.8") >= 36
    actions.approve_plan(plan=plan, by=boss, at=LATER)
    why = dict(Surplus.objects.filter(purchase_line__part=parts.foot).values_list("why", "quantity"))
    assert sum(value for key, value in why.items() if key == "loss") > 0
    table = queries.supply_table(plan, viewer=SYSTEM)
    foot = next(row for row in table.rows if row.part == parts.foot)
    assert foot.cells[-1].stock >= 4, "what is promised counts as far as it is fit for use"


def test_a_phantom_is_not_made_on_its_own_and_its_parts_are_bought_as_before(forecast, terms, parts):
    before = actions.make_plan(forecast=forecast, quantity=30, at=LATER)
    rule(parts.head, phantom=True)
    plan = actions.make_plan(forecast=forecast, quantity=30, at=LATER)

    assert parts.head.id not in {lot.part for lot in sheets.lots(plan.id)}
    assert asked(plan) == asked(before)


def test_frozen_weeks_put_the_first_build_off_and_say_why_when_it_is_asked_sooner(forecast, terms, parts):
    rule(parts.led, frozen=3)
    plan = actions.make_plan(forecast=forecast, quantity=30, at=LATER)
    assert queries.builds(plan.id)[0].week == plan.start_week + timedelta(weeks=9)

    soon = actions.make_plan(
        forecast=forecast, quantity=30, first_week=plan.start_week + timedelta(weeks=7), at=LATER
    )
    said = PlanMessage.objects.get(
        plan=soon, part=parts.led, code="frozen", week=soon.start_week + timedelta(weeks=7)
    )
    assert said.better == soon.start_week + timedelta(weeks=9)
    assert any("frozen" in one.what and one.is_risk for one in queries.notices(soon.id, viewer=SYSTEM))


def test_the_sums_of_each_supplier_are_the_cost_of_the_plan(plan):
    rows = queries.supplier_weeks(plan.id, viewer=SYSTEM)

    assert [row.name for row in rows] == ["Holz", "Optik"]
    assert [sum(row.total.minor for row in rows)] == [
        money.minor for money in queries.summary(plan.id, viewer=SYSTEM).cost
    ]


def test_a_delivery_that_is_no_longer_needed_is_said(forecast, terms, boss, parts):
    first = actions.make_plan(forecast=forecast, quantity=40, at=LATER)
    actions.approve_plan(plan=first, by=boss, at=LATER)
    actions.count_stock(counts=[actions.StockCount(parts.foot, Decimal(500))], at=LATER)
    again = actions.make_plan(forecast=forecast, quantity=40, at=LATER + timedelta(hours=1))

    codes = set(PlanMessage.objects.filter(plan=again, part=parts.foot).values_list("code", flat=True))
    assert codes == {"cancel", "excess"}


def test_the_same_rule_again_is_the_same_row_and_what_cannot_be_is_refused(parts):
    assert rule(parts.led, periods=2) == rule(parts.led, periods=2)
    assert PartRule.objects.count() == 1
    for said in ({"yields": Decimal(0)}, {"scrap": Decimal(1)}, {"periods": 0}, {"safety": Decimal(-1)}):
        with pytest.raises(actions.Refused):
            rule(parts.led, **said)
    with pytest.raises(actions.Refused, match="only an assembly"):
        rule(parts.led, phantom=True)
    with pytest.raises(actions.Refused, match="no safety stock"):
        rule(products.part_by_number("head"), phantom=True, safety=Decimal(1))
