from datetime import timedelta

import pytest

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import parse, ref
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.making.supply import actions, queries
from fanloop.making.supply.facts import PurchaseOrdersApproved
from fanloop.people.fans import queries as fans
from fanloop.things.products.actions import NewPart
from fanloop.things.products.rules.bom import NewBomLine
from tests.making.conftest import AT


def lines_of(orders):
    views = [queries.purchase_order(order.number, viewer=SYSTEM) for order in orders]
    return [line for view in views for line in view.lines]


def test_one_order_goes_to_each_supplier(approved, suppliers):
    assert [(order.number, order.partner) for order in approved] == [
        ("PO-26-0001", suppliers.b.partner),
        ("PO-26-0002", suppliers.a.partner),
    ]


def test_approving_twice_gives_the_same_orders(plan, boss, approved):
    arrows = trail.check().looked_at

    assert actions.approve_plan(plan=plan, by=boss, at=AT + timedelta(days=20)) == approved
    assert trail.check().looked_at == arrows


def test_every_line_walks_up_to_the_orders_of_the_fans(approved, forecast, book):
    for view in lines_of(approved):
        kinds = {parse(node.ref).kind for node in trail.causes_of(ref(view.line)).nodes}
        assert {"supply.build", "demand.forecast", "orders.book"} <= kinds


def test_the_shares_of_a_line_add_up_to_it(approved):
    for view in lines_of(approved):
        arrows = [arrow for arrow in trail.causes_of(ref(view.line)).arrows if arrow.effect == ref(view.line)]
        assert sum(arrow.share for arrow in arrows) == view.line.quantity


def test_what_nobody_asked_for_has_a_name(approved, parts):
    screws = next(view for view in lines_of(approved) if view.line.part == parts.screw)
    arrows = {
        arrow.cause: arrow.share
        for arrow in trail.causes_of(ref(screws.line)).arrows
        if "surplus" in arrow.cause
    }
    cards = trail.describe(arrows, viewer=SYSTEM)

    assert {cards[cause].detail for cause in arrows} <= {"lot rounding", "the maker’s own bet"}
    assert sum(arrows.values()) >= 1000 - 7 * 44


def test_nothing_dangles(approved):
    assert trail.check().dangling == []


def test_both_suppliers_find_it_in_their_inbox(approved, suppliers):
    for firm, order in ((suppliers.b, approved[0]), (suppliers.a, approved[1])):
        [notice] = [one for one in fans.inbox(firm.viewer) if one.kind == "supplier_order"]
        assert (notice.data["number"], notice.about) == (order.number, ref(order))


def test_the_notice_comes_once_however_often_the_fact_is_delivered(approved, suppliers, plan):
    [listener] = [
        one for one in bus.reactions_to(PurchaseOrdersApproved.name) if "tell_the_suppliers" in one.name
    ]
    fact = PurchaseOrdersApproved(ref(plan), tuple(ref(order) for order in approved), 3)
    for _ in range(2):
        listener.run(fact, fact_id=9_999, at=AT)

    assert len([one for one in fans.inbox(suppliers.a.viewer) if one.kind == "supplier_order"]) == 2


def test_a_part_without_supplier_stops_the_approval(forecast, terms, boss):
    from fanloop.things.products import actions as products

    products.import_bom(parts=[NewPart("cable", "Cable")], lines=[NewBomLine("lamp", "cable", 1)], at=AT)
    plan = actions.make_plan(forecast=forecast, at=AT + timedelta(days=11))

    with pytest.raises(actions.Refused, match="no supplier is known for Cable"):
        actions.approve_plan(plan=plan, by=boss, at=AT + timedelta(days=12))
    assert queries.approval(plan.id) is None
    assert queries.summary(plan.id, viewer=SYSTEM).without_supplier == ["Cable"]


def test_what_comes_too_late_is_asked_for_the_first_possible_day(forecast, terms, boss, parts):
    plan = actions.make_plan(
        forecast=forecast,
        quantity=30,
        first_week=(AT + timedelta(weeks=3)).date(),
        at=AT + timedelta(days=11),
    )
    orders = actions.approve_plan(plan=plan, by=boss, at=AT + timedelta(days=12))
    due = {view.line.due for view in lines_of(orders) if view.line.part == parts.led}

    assert min(due) == plan.start_week + timedelta(weeks=6)


def test_the_table_shows_what_was_asked(approved, plan, parts):
    table = queries.supply_table(plan, viewer=SYSTEM)
    led = next(row for row in table.rows if row.part == parts.led)

    assert sum(cell.arrivals.asked for cell in led.cells) == sum(
        view.line.quantity for view in lines_of(approved) if view.line.part == parts.led
    )
    assert sum(cell.arrivals.planned for cell in led.cells) == 0
    assert led.gap is None


def test_a_plan_is_for_those_who_may_see_it(plan):
    assert queries.plan(plan.id, viewer=Viewer(fan_id=1)) is None
    assert queries.supply_table(plan, viewer=Viewer(fan_id=1)) is None
