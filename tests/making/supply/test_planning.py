from datetime import date, timedelta
from decimal import Decimal

import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.making.supply import actions, queries
from fanloop.making.supply.queries import sheets
from fanloop.people.partners import queries as partners
from fanloop.things.products import queries as product_queries
from tests.making.conftest import AT

MONDAY = date(2026, 11, 9)


def bought(plan):
    lots = sheets.bought(plan.id)
    parts = product_queries.parts(lot.part for lot in lots)
    sums = {}
    for lot in lots:
        sums[parts[lot.part].number] = sums.get(parts[lot.part].number, 0) + lot.quantity
    return sums


def test_a_plan_asks_for_whole_lots_of_every_part(plan):
    lamps = plan.quantity
    asked = bought(plan)

    assert asked["foot"] == lamps
    assert asked["led"] % 50 == 0
    assert asked["led"] >= 2 * lamps
    assert asked["screw"] == 1000, "a screw used in the lamp and in its head is added up before it is bought"


def test_builds_begin_when_the_longest_lead_time_allows(plan):
    builds = queries.builds(plan.id)

    assert plan.start_week == MONDAY
    assert builds[0].week == MONDAY + timedelta(weeks=6)
    assert sum(build.quantity for build in builds) == plan.quantity
    assert queries.summary(plan.id, viewer=SYSTEM).late == 0


def test_the_pieces_beyond_the_forecast_are_a_bet_and_come_last(plan, forecast):
    bets = [build.bet for build in queries.builds(plan.id)]

    assert sum(bets) == plan.quantity - forecast.median == 4
    assert bets == sorted(bets)


def test_pegs_of_an_order_add_up_to_it(plan):
    for lot in sheets.lots(plan.id):
        assert sum(peg.quantity for peg in sheets.pegs(plan.id, of=[lot.number])) == lot.quantity


def test_what_is_on_the_shelf_is_not_bought(forecast, terms, parts):
    actions.count_stock(counts=[actions.StockCount(parts.foot, Decimal(20))], at=AT)
    plan = actions.make_plan(forecast=forecast, quantity=30, at=AT + timedelta(days=11))

    assert bought(plan)["foot"] == 10


def test_what_was_ordered_already_is_not_bought_again(forecast, terms, boss):
    first = actions.make_plan(forecast=forecast, quantity=30, at=AT + timedelta(days=11))
    actions.approve_plan(plan=first, by=boss, at=AT + timedelta(days=11))
    again = actions.make_plan(forecast=forecast, quantity=32, at=AT + timedelta(days=11, hours=1))

    assert bought(again)["foot"] == 2


def test_two_variants_sharing_an_assembly_do_not_count_it_twice(order, book, lamp, terms):
    from fanloop.making.demand import actions as demand
    from fanloop.things.products import actions as products

    other = products.add_variant(line=lamp.line, sku="dawn-2-ash", name="Ash", part=lamp.part, at=AT)
    order(10)
    order(10, day=1, variant=other)
    said = demand.forecast(book=book, horizon=(AT + timedelta(days=3)).date(), at=AT + timedelta(days=10))
    plan = actions.make_plan(forecast=said, quantity=20, at=AT + timedelta(days=11))

    assert bought(plan)["foot"] == 20


def test_a_plan_too_soon_says_what_is_late_and_shows_the_gap(forecast, terms):
    plan = actions.make_plan(
        forecast=forecast, quantity=30, first_week=MONDAY + timedelta(weeks=2), at=AT + timedelta(days=11)
    )
    table = queries.supply_table(plan, viewer=SYSTEM)

    assert table is not None
    assert {row.part.number for row in table.short} == {"led", "foot"}
    assert table.first_gap == MONDAY + timedelta(weeks=2)
    led = next(row for row in table.short if row.part.number == "led")
    assert led.cells[2].stock == -10
    assert led.cells[-1].stock >= 0, "what came late fills the gap in the end"
    assert queries.summary(plan.id, viewer=SYSTEM).late == 2


def test_a_cell_is_explained(plan, parts):
    week = 6
    reason = queries.reason_of(plan, part_id=parts.led.id, week=week, viewer=SYSTEM)

    assert reason is not None
    assert [(use.parent.number, use.quantity) for use in reason.uses] == [("head", 2)]
    assert reason.order is not None
    assert sum(peg.quantity for peg in reason.pegs) == reason.order.quantity
    assert {peg.why for peg in reason.pegs} <= {"demand", "bet", "lot"}
    assert reason.pegs[0].week == plan.start_week + timedelta(weeks=week)


def test_nothing_can_be_planned_without_a_bill_of_materials(order, book, lamp, terms):
    from fanloop.making.demand import actions as demand
    from fanloop.things.products import actions as products

    bare = products.add_variant(line=lamp.line, sku="dawn-bare", name="Bare", at=AT)
    order(10, variant=bare)
    said = demand.forecast(book=book, horizon=(AT + timedelta(days=3)).date(), at=AT + timedelta(days=10))

    with pytest.raises(actions.Refused, match="dawn-bare has no part"):
        actions.make_plan(forecast=said, at=AT + timedelta(days=11))


def test_assumed_terms_are_marked_and_drawn_once(parts, db):
    firms = actions.assume_suppliers(count=3, at=AT)
    given = [parts.led, parts.foot]

    assert actions.assume_terms(parts=given, partners=firms, seed=7, currency="EUR", at=AT) == 2
    assert actions.assume_terms(parts=given, partners=firms, seed=8, currency="EUR", at=AT) == 0
    assert all(row.assumed for row in queries.current_terms([part.id for part in given]).values())
    assert actions.assume_suppliers(count=3, at=AT) == firms
    assert len(partners.partners("supplier")) == 3


def test_a_quote_holds_over_a_newer_assumption(parts, suppliers, terms):
    firms = [suppliers.a.partner]
    actions.assume_terms(parts=[parts.led], partners=firms, seed=7, currency="EUR", at=AT + timedelta(days=9))

    assert queries.current_terms([parts.led.id])[parts.led.id].price_minor == 250


def test_less_than_nothing_on_the_shelf_is_refused(parts):
    with pytest.raises(actions.Refused, match="less than nothing"):
        actions.count_stock(counts=[actions.StockCount(parts.led, Decimal(-1))], at=AT)
